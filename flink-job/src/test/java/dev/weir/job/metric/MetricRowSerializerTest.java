// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.metric.MetricRow.Interval;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.junit.jupiter.api.Test;

class MetricRowSerializerTest extends SerializerTestBase<MetricRow> {
    @Override
    protected TypeSerializer<MetricRow> createSerializer() {
        return MetricRowSerializer.INSTANCE;
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<MetricRow> getTypeClass() {
        return MetricRow.class;
    }

    @Override
    protected MetricRow[] getTestData() {
        return new MetricRow[] {
            new MetricRow(-1, Interval.DAY, -1, "", MeasuredExamples.numbers()),
            new MetricRow(
                    Long.MAX_VALUE,
                    Interval.MINUTE,
                    Long.MAX_VALUE,
                    Groups.encode("日本", "", "𝄞"),
                    MeasuredExamples.uniques())
        };
    }

    @Test
    void flinkFindsTheSerializerOfTheType() {
        assertThat(TypeInformation.of(MetricRow.class).createSerializer(new ExecutionConfig().getSerializerConfig()))
                .isSameAs(MetricRowSerializer.INSTANCE);
    }
}
