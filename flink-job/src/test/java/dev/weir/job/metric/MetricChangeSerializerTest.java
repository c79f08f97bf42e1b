// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
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
            MetricChange.measured(-1, 0, "", "", numbers()),
            MetricChange.measured(Long.MAX_VALUE, -61, Groups.encode("日本", "", "𝄞"), "member", uniques()),
            MetricChange.skipped(7, 20_500, Long.MAX_VALUE),
            MetricChange.pastBegins(7, -1),
            MetricChange.pastIsComplete(7, 0)
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
        assertThat(TypeInformation.of(MetricChange.class).createSerializer(new ExecutionConfig().getSerializerConfig()))
                .isSameAs(MetricChangeSerializer.INSTANCE);
    }
}
