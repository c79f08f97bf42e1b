// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.serialization.StreamTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Tells Flink the serializer of {@link MetricChange}. */
public final class MetricChangeTypeInfoFactory extends TypeInfoFactory<MetricChange> {
    @Override
    public TypeInformation<MetricChange> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        return new StreamTypeInfo<>(MetricChange.class, MetricChangeSerializer.INSTANCE);
    }
}
