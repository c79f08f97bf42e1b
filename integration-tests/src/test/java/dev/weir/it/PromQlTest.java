// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Checks that no name in an expression is overlooked. */
class PromQlTest {
    @Test
    void findsMetricsAndLabels() {
        PromQl expression = new PromQl("sum by (code, route) (rate(a_total{status=~\"5..\", x!=\"(b)\"}[5m]))"
                + " / max(c) > 1e6 and absent(d_seconds) > 0.5 and on () g or level:e:rate5m{service=\"f\"}");

        assertThat(expression.metrics()).containsExactlyInAnyOrder("a_total", "c", "d_seconds", "g", "level:e:rate5m");
        assertThat(expression.labels()).containsExactlyInAnyOrder("code", "route", "status", "x", "service");
    }
}
