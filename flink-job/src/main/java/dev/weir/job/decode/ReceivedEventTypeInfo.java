// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The type information of {@link ReceivedEvent}. It has its own serializer because every event crosses the network in
 * this type.
 */
final class ReceivedEventTypeInfo extends TypeInformation<ReceivedEvent> {
    private static final long serialVersionUID = 1L;

    /** Flink calls this factory for {@link ReceivedEvent}, which names it in an annotation. */
    public static final class Factory extends TypeInfoFactory<ReceivedEvent> {
        @Override
        public TypeInformation<ReceivedEvent> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return new ReceivedEventTypeInfo();
        }
    }

    @Override
    public TypeSerializer<ReceivedEvent> createSerializer(SerializerConfig config) {
        return ReceivedEventSerializer.INSTANCE;
    }

    @Override
    public Class<ReceivedEvent> getTypeClass() {
        return ReceivedEvent.class;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ReceivedEventTypeInfo;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReceivedEventTypeInfo;
    }

    @Override
    public int hashCode() {
        return ReceivedEventTypeInfo.class.hashCode();
    }

    @Override
    public String toString() {
        return "ReceivedEvent";
    }
}
