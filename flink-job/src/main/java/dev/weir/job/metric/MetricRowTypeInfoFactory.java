// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.serialization.StreamTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Tells Flink the serializer of {@link MetricRow}. */
public final class MetricRowTypeInfoFactory extends TypeInfoFactory<MetricRow> {
    @Override
    public TypeInformation<MetricRow> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        return new StreamTypeInfo<>(MetricRow.class, MetricRowSerializer.INSTANCE);
    }
}
