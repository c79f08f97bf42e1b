// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.metric.MetricRow.Interval;
import java.math.BigDecimal;
import java.util.List;
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
            new MetricRow(-1, Interval.DAY, -1, "", numbers()),
            new MetricRow(Long.MAX_VALUE, Interval.MINUTE, Long.MAX_VALUE, Groups.encode("日本", "", "𝄞"), uniques())
        };
    }

    private static Measured numbers() {
        Measured measured = new Measured();
        List<BigDecimal> bounds = List.of(new BigDecimal("1"));
        measured.add(new BigDecimal("-0.000000001"), Long.MIN_VALUE, 0, 0, bounds);
        measured.add(new BigDecimal("123456789012345678901234567890.5"), 1, 300, 2, bounds);
        measured.add(new BigDecimal("1E+5"), 2, Long.MAX_VALUE, Integer.MAX_VALUE, bounds);
        return measured;
    }

    private static Measured uniques() {
        Measured measured = new Measured();
        measured.addUnique(128, 127);
        return measured;
    }

    @Test
    void flinkFindsTheSerializerOfTheType() {
        assertThat(TypeInformation.of(MetricRow.class).createSerializer(new ExecutionConfig().getSerializerConfig()))
                .isSameAs(MetricRowSerializer.INSTANCE);
    }
}
