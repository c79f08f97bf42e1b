// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.serialization;

import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** The type information of a stream type with a {@link StreamSerializer}. */
public final class StreamTypeInfo<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final StreamSerializer<T> serializer;

    public StreamTypeInfo(Class<T> type, StreamSerializer<T> serializer) {
        this.type = type;
        this.serializer = serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
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
        return other instanceof StreamTypeInfo;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamTypeInfo<?> info && type == info.type;
    }

    @Override
    public int hashCode() {
        return Objects.hash(StreamTypeInfo.class, type);
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
