// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.junit.jupiter.api.Test;

class MetricChangeSerializerTest extends SerializerTestBase<MetricChange> {
    @Override
    protected TypeSerializer<MetricChange> createSerializer() {
        return MetricChangeSerializer.INSTANCE;
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<MetricChange> getTypeClass() {
        return MetricChange.class;
    }

    @Override
    protected MetricChange[] getTestData() {
        return new MetricChange[] {
            MetricChange.measured(-1, 0, "", "", MeasuredExamples.numbers()),
            MetricChange.measured(
                    Long.MAX_VALUE, -61, Groups.encode("日本", "", "𝄞"), "member", MeasuredExamples.uniques()),
            MetricChange.skipped(7, 20_500, Long.MAX_VALUE),
            MetricChange.pastBegins(7, -1),
            MetricChange.pastIsComplete(7, 0)
        };
    }

    @Test
    void flinkFindsTheSerializerOfTheType() {
        assertThat(TypeInformation.of(MetricChange.class).createSerializer(new ExecutionConfig().getSerializerConfig()))
                .isSameAs(MetricChangeSerializer.INSTANCE);
    }
}
