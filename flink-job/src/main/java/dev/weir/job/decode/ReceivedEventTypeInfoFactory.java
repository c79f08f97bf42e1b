// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.job.serialization.StreamTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Tells Flink the serializer of {@link ReceivedEvent}, in whose form every event crosses the network. */
public final class ReceivedEventTypeInfoFactory extends TypeInfoFactory<ReceivedEvent> {
    @Override
    public TypeInformation<ReceivedEvent> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        return new StreamTypeInfo<>(ReceivedEvent.class, ReceivedEventSerializer.INSTANCE);
    }
}
