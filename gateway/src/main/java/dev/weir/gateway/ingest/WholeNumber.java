// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Parses whole numbers in every JSON notation: {@code 7}, {@code 7.0}, {@code 70e-1} and {@code 0.7e1} are the same
 * number. Languages with a single number type write them like this.
 *
 * <p>This is not the work of Jackson or {@link java.math.BigDecimal}: their time is quadratic in the number of digits,
 * and they do not read every exponent. Here an exponent of a billion costs nothing.
 */
final class WholeNumber {
    /** One more than a 64-bit number has. */
    private static final int MOST_DIGITS = 20;

    /** Larger exponents are capped, so that they do not overflow. */
    private static final int LARGE = 1_000_000;

    private WholeNumber() {}

    /** @return null if the number is not whole, or exceeds 64 bits */
    static @Nullable Long of(String json) {
        int e = Math.max(json.indexOf('e'), json.indexOf('E'));
        String mantissa = e < 0 ? json : json.substring(0, e);
        int point = mantissa.indexOf('.');
        String digits = mantissa.replace(".", "");
        int first = digits.startsWith("-") ? 1 : 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        int last = digits.length();
        while (last > first && digits.charAt(last - 1) == '0') {
            last--;
        }
        if (first == last) {
            return 0L;
        }
        // The number of zeros behind the digits; negative if there is a fraction.
        int zeros = digits.length() - last - (point < 0 ? 0 : mantissa.length() - 1 - point) + exponent(json, e);
        if (zeros < 0 || last - first + zeros > MOST_DIGITS) {
            return null;
        }
        try {
            return Long.parseLong(
                    (json.startsWith("-") ? "-" : "") + digits.substring(first, last) + "0".repeat(zeros));
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }

    private static int exponent(String json, int e) {
        int exponent = 0;
        for (int i = e + 1; e >= 0 && i < json.length(); i++) {
            int digit = json.charAt(i) - '0';
            exponent = digit < 0 ? exponent : Math.min(LARGE, exponent * 10 + digit);
        }
        return e >= 0 && json.charAt(e + 1) == '-' ? -exponent : exponent;
    }
}
