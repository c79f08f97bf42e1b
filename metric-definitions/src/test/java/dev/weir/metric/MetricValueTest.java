// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class MetricValueTest {
    private static final BigDecimal TOO_LARGE = new BigDecimal("1e38");

    @Example
    void writesNumbersInTheShortestWay() {
        for (List<String> texts : List.of(
                List.of("1e3", "1000"),
                List.of("1.50", "1.5"),
                List.of("-0", "0"),
                List.of("-0.0e-7", "0"),
                List.of("100", "100"),
                List.of("0.1e1", "1"),
                List.of("-12.340", "-12.34"),
                List.of("123456789012345678901", "123456789012345678901"),
                List.of("1e21", "1e+21"),
                List.of("1e20", "100000000000000000000"),
                List.of("0.000001", "0.000001"),
                List.of("1e-7", "1e-7"),
                List.of("15e-8", "1.5e-7"),
                List.of("1e400", "1e+400"),
                List.of("1e-400", "1e-400"),
                List.of("1E+000000000003", "1000"),
                List.of("10e999999999", "1e+1000000000"),
                List.of("1e-9999999999", "1e-9999999999"))) {
            assertThat(MetricValue.textOfNumber(texts.get(0))).isEqualTo(texts.get(1));
        }
    }

    @Example
    void writesHugeNumbersAsText() {
        assertThat(MetricValue.parse("1e1000000000")).isNull();
        assertThat(MetricValue.parse("0e-2147483648")).isNull();
        assertThat(MetricValue.parse("1".repeat(400))).isNotNull();
        assertThat(MetricValue.parse("1".repeat(401))).isNull();
        assertThat(MetricValue.parse("-" + "1".repeat(388) + "e-999999999")).isNotNull();
    }

    @Example
    void keepsTwentyDecimalsAndThirtyEightDigits() {
        assertThat(numberOf("1e-400")).isEqualByComparingTo("0");
        assertThat(numberOf("1e-999999999")).isEqualByComparingTo("0");
        assertThat(numberOf("5e-21")).isEqualByComparingTo("0");
        assertThat(numberOf("15e-21")).isEqualByComparingTo("2e-20");
        assertThat(numberOf("5.1e-21")).isEqualByComparingTo("1e-20");
        assertThat(numberOf("-0")).isEqualTo(BigDecimal.ZERO);
        assertThat(numberOf("0e999999999")).isEqualTo(BigDecimal.ZERO);
        assertThat(numberOf("9".repeat(38))).isEqualTo(new BigDecimal("9".repeat(38)));
        assertThat(numberOf("1e37")).isNotNull();
        assertThat(numberOf("1e38")).isNull();
        assertThat(numberOf("-1e400")).isNull();
        assertThat(numberOf("1e999999999")).isNull();
    }

    @Property
    void roundsLikeExactArithmetic(@ForAll("decimals") BigDecimal sent) {
        BigDecimal number = MetricValue.number(sent);

        if (sent.abs().compareTo(TOO_LARGE) >= 0) {
            assertThat(number).isNull();
        } else {
            assertThat(number)
                    .isEqualByComparingTo(sent.setScale(20, RoundingMode.HALF_EVEN))
                    .satisfies(kept -> assertThat(kept.scale()).isLessThanOrEqualTo(20));
        }
    }

    @Property
    void writesEqualNumbersEqually(
            @ForAll("decimals") BigDecimal one,
            @ForAll("decimals") BigDecimal other,
            @ForAll @IntRange(max = 9) int zeros) {
        String text = MetricValue.textOf(one);

        assertThat(new BigDecimal(text)).isEqualByComparingTo(one);
        assertThat(text.length()).isLessThanOrEqualTo(one.toString().length() + 22);
        assertThat(MetricValue.textOf(one.setScale(one.scale() + zeros))).isEqualTo(text);
        assertThat(MetricValue.textOf(other).equals(text)).isEqualTo(one.compareTo(other) == 0);
        assertThat(MetricValue.textOfNumber(one.toString())).isEqualTo(text);
    }

    @Example
    void recoversTheDecimalOfADouble() {
        for (String sent : List.of(
                "2e23",
                "1e23",
                "8.41e21",
                "2e-3",
                "0.1",
                "0.30000000000000004",
                "4.9e-324",
                "1.7976931348623157e308",
                "9007199254740993",
                "123456789012345680000",
                "19.99",
                "-1e15",
                "0")) {
            double value = Double.parseDouble(sent);
            assertThat(MetricValue.of(value).doubleValue()).isEqualTo(value);
            assertThat(MetricValue.of(value).stripTrailingZeros().precision())
                    .isLessThanOrEqualTo(new BigDecimal(sent).precision());
        }
        assertThat(MetricValue.of(Double.parseDouble("2e23"))).isEqualByComparingTo("2e23");
        assertThat(MetricValue.textOf(MetricValue.of(-0.0))).isEqualTo("0");
    }

    @Property
    void recoversEveryDecimalOfFifteenDigits(
            @ForAll long digits, @ForAll @IntRange(min = -280, max = 280) int exponent) {
        BigDecimal sent = new BigDecimal(BigInteger.valueOf(digits % 1_000_000_000_000_000L), exponent);

        assertThat(MetricValue.of(sent.doubleValue())).isEqualByComparingTo(sent);
    }

    @Property
    void recoversTheShortestDecimal(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (!Double.isFinite(value)) {
            return;
        }
        BigDecimal found = MetricValue.of(value).stripTrailingZeros();

        assertThat(found.doubleValue() == value).isTrue();
        assertThat(found.precision()).isLessThanOrEqualTo(17);
        if (found.precision() > 1 && Math.abs(value) > Double.MIN_NORMAL) {
            BigDecimal shorter = new BigDecimal(value).round(new MathContext(found.precision() - 1));
            assertThat(shorter.doubleValue() == value).isFalse();
        }
    }

    @Example
    void truncatesLongGroups() {
        assertThat(MetricValue.group("a".repeat(256))).isEqualTo("a".repeat(256));
        assertThat(MetricValue.group("a".repeat(257))).isEqualTo("a".repeat(255) + "…");
        assertThat(MetricValue.group("a".repeat(254) + "😀😀")).isEqualTo("a".repeat(254) + "…");
        assertThat(MetricValue.group("a".repeat(253) + "😀😀")).isEqualTo("a".repeat(253) + "😀…");
    }

    @Provide
    static Arbitrary<BigDecimal> decimals() {
        Arbitrary<BigInteger> digits = Arbitraries.oneOf(
                Arbitraries.bigIntegers(),
                Arbitraries.bigIntegers().between(BigInteger.valueOf(-20), BigInteger.valueOf(20)),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(60).map(BigInteger::new));
        return Combinators.combine(
                        digits,
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(-3, 3),
                                Arbitraries.integers().between(-60, 60)))
                .as(BigDecimal::new);
    }

    private static @Nullable BigDecimal numberOf(String json) {
        BigDecimal sent = MetricValue.parse(json);
        return sent == null ? null : MetricValue.number(sent);
    }
}
