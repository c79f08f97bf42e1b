// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.math.BigDecimal;
import java.math.RoundingMode;
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

    /** As JavaScript does, numbers with more digits than this are written with an exponent. */
    private static final int MAX_PLAIN_DIGITS = 21;

    private static final int MAX_LEADING_ZEROS = 6;

    private MetricValue() {}

    /** The number with at most {@link #SCALE} digits after the point; null if it has too many digits before it. */
    public static @Nullable BigDecimal number(BigDecimal sent) {
        long integerDigits = (long) sent.precision() - sent.scale();
        if (integerDigits > MAX_INTEGER_DIGITS && sent.signum() != 0) {
            return null;
        }
        if (integerDigits < -SCALE || sent.signum() == 0) {
            return BigDecimal.ZERO;
        }
        return sent.scale() > SCALE ? sent.setScale(SCALE, RoundingMode.HALF_EVEN) : sent;
    }

    /** The shortest text of a number: 1.50 is {@code 1.5}, and 1e3 is {@code 1000}. */
    public static String textOf(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal stripped = number.stripTrailingZeros();
        long integerDigits = (long) stripped.precision() - stripped.scale();
        return integerDigits > MAX_PLAIN_DIGITS || integerDigits <= -MAX_LEADING_ZEROS
                ? stripped.toString()
                : stripped.toPlainString();
    }

    /** The text, cut if it is too long for a group. */
    public static String group(String text) {
        if (text.length() <= MAX_GROUP_LENGTH) {
            return text;
        }
        int end = MAX_GROUP_LENGTH - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
}
