// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import java.math.BigDecimal;
import java.util.List;

/** Measured values with extreme numbers, for tests of serializers. */
final class MeasuredExamples {
    private MeasuredExamples() {}

    static Measured numbers() {
        Measured measured = new Measured();
        List<BigDecimal> bounds = List.of(new BigDecimal("1"));
        measured.add(new BigDecimal("-0.000000001"), Long.MIN_VALUE, 0, 0, bounds);
        measured.add(new BigDecimal("123456789012345678901234567890.5"), 1, 300, 2, bounds);
        measured.add(new BigDecimal("1E+5"), 2, Long.MAX_VALUE, Integer.MAX_VALUE, bounds);
        return measured;
    }

    static Measured uniques() {
        Measured measured = new Measured();
        measured.addUnique(128, 127);
        return measured;
    }
}
