// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeNumberTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "-0.0,0",
        "0e99999999999,0",
        "7.000,7",
        "7e0,7",
        "0.7e1,7",
        "70e-1,7",
        "7000E-3,7",
        "1.795176000250e12,1795176000250",
        "1.795176000250E+12,1795176000250",
        "1795176000250.0,1795176000250",
        "-17951760002500e-1,-1795176000250",
        "9223372036854775807.0,9223372036854775807",
        "-9.223372036854775808e18,-9223372036854775808",
        "9223372036854775808,",
        "-9223372036854775809,",
        "0.5,",
        "1795176000250.5,",
        "1e-1,",
        "1e19,",
        "1e400000000,",
        "-1e400000000,",
        "1e-400000000,",
        "1e99999999999999999999,"
    })
    void readsEverySpellingOfAWholeNumber(String json, Long expected) {
        assertThat(WholeNumber.of(json)).isEqualTo(expected);
    }

    @Property
    void agreesWithBigDecimal(@ForAll long digits, @ForAll @IntRange(min = -25, max = 25) int exponent) {
        BigDecimal number = new BigDecimal(digits).scaleByPowerOfTen(exponent);
        Long expected;
        try {
            expected = number.longValueExact();
        } catch (ArithmeticException none) {
            expected = null;
        }

        assertThat(WholeNumber.of(digits + "e" + exponent)).isEqualTo(expected);
        assertThat(WholeNumber.of(number.toPlainString())).isEqualTo(expected);
    }

    @Test
    void readsManyDigitsQuickly() {
        String long1 = "1" + "0".repeat(30_000) + "." + "0".repeat(2_000) + "e-30000";

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(WholeNumber.of(long1)).isEqualTo(1L));
    }
}
