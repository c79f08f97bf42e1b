// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Normalizes numbers and texts of events, so that equal values are counted together. */
public final class MetricValue {
    /** Digits after the point that are kept; further ones are rounded, half to even. */
    public static final int SCALE = 20;

    /** The greatest number of digits before the point. */
    public static final int MAX_INTEGER_DIGITS = 38;

    /** The longest group text, in characters. */
    public static final int MAX_GROUP_LENGTH = 256;

    private static final String CUT = "…";

    /** Every decimal of so many digits becomes a double, and can be told from it again. */
    private static final int DIGITS_OF_DOUBLE = 15;

    /** Whole numbers below are exact as doubles. */
    private static final double EXACT_WHOLE = 1L << 53;

    /** Longer numbers count as texts, because they take long to parse. */
    private static final int MAX_NUMBER_LENGTH = 400;

    /** Numbers with a longer exponent count as texts, because {@link BigDecimal} cannot calculate with all of them. */
    private static final int MAX_EXPONENT_DIGITS = 9;

    /** As JavaScript does, numbers with more digits than this are written with an exponent. */
    private static final int MAX_PLAIN_DIGITS = 21;

    private static final int MAX_LEADING_ZEROS = 6;

    private MetricValue() {}

    /**
     * Parses a number of JSON.
     *
     * @return null if the number has more than 400 characters, or an exponent of more than nine digits
     */
    static @Nullable BigDecimal parse(String json) {
        if (json.length() > MAX_NUMBER_LENGTH) {
            return null;
        }
        int exponent = Math.max(json.indexOf('e'), json.indexOf('E'));
        if (exponent >= 0) {
            int begin = exponent + 1;
            while (begin < json.length() && (json.charAt(begin) < '1' || json.charAt(begin) > '9')) {
                begin++;
            }
            if (json.length() - begin > MAX_EXPONENT_DIGITS) {
                return null;
            }
        }
        return new BigDecimal(json);
    }

    /** The decimal number with the fewest digits that becomes this double: the number that was sent. */
    static BigDecimal of(double value) {
        if (Math.abs(value) < EXACT_WHOLE && value == Math.rint(value)) {
            return BigDecimal.valueOf((long) value);
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value));
        // Up to Java 18, Double.toString has too many digits for some numbers, such as 2e23.
        for (int digits = DIGITS_OF_DOUBLE; digits < shortest.precision(); digits++) {
            BigDecimal shorter = new BigDecimal(value).round(new MathContext(digits));
            if (shorter.doubleValue() == value) {
                return shorter;
            }
        }
        return shortest;
    }

    /** The number with at most {@link #SCALE} digits after the point; null if it has too many digits before it. */
    public static @Nullable BigDecimal number(BigDecimal sent) {
        if (sent.signum() == 0) {
            return BigDecimal.ZERO;
        }
        long integerDigits = integerDigits(sent);
        if (integerDigits > MAX_INTEGER_DIGITS) {
            return null;
        }
        if (integerDigits < -SCALE) {
            return BigDecimal.ZERO;
        }
        return sent.scale() > SCALE ? sent.setScale(SCALE, RoundingMode.HALF_EVEN) : sent;
    }

    /** The shortest text of a number: 1.50 is {@code 1.5}, and 1e3 is {@code 1000}. Equal numbers have equal texts. */
    public static String textOf(BigDecimal number) {
        BigDecimal normal = normal(number);
        long integerDigits = integerDigits(normal);
        // In lower case, because JSON of JavaScript has it so.
        return integerDigits > MAX_PLAIN_DIGITS || integerDigits <= -MAX_LEADING_ZEROS
                ? normal.toString().toLowerCase(Locale.ROOT)
                : normal.toPlainString();
    }

    /** Like {@link #textOf}, but a number that counts as text is returned as it is. */
    static String textOfNumber(String json) {
        @Nullable BigDecimal number = parse(json);
        return number == null ? json : textOf(number);
    }

    /** The same number without zeros at the end. */
    static BigDecimal normal(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    /** The text, cut if it is too long for a group. */
    public static String group(String text) {
        if (text.length() <= MAX_GROUP_LENGTH) {
            return text;
        }
        int end = MAX_GROUP_LENGTH - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    private static long integerDigits(BigDecimal number) {
        return (long) number.precision() - number.scale();
    }
}
