// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metric.MetricName;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BuiltInMetricTest {
    @Test
    void namesAreReserved() {
        assertThat(Arrays.stream(BuiltInMetric.values()).map(BuiltInMetric::wireName))
                .containsExactlyElementsOf(MetricName.BUILT_IN);
    }
}
