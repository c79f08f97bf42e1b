// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Parses whole numbers in every JSON notation: {@code 7}, {@code 7.0}, {@code 70e-1} and {@code 0.7e1} are the same
 * number. Languages with a single number type write them like this.
 *
 * <p>Reads each character once, and never builds a larger number. An exponent of a billion costs nothing.
 */
final class WholeNumber {
    /** One more than a 64-bit number has. */
    private static final int MOST_DIGITS = 20;

    /** Larger exponents are capped, so that they do not overflow. */
    private static final int LARGE = 1_000_000;

    private WholeNumber() {}

    /** @return null if the number is not whole, or exceeds 64 bits */
    static @Nullable Long of(String json) {
        StringBuilder digits = new StringBuilder(MOST_DIGITS);
        int at = json.startsWith("-") ? 1 : 0;
        boolean inFraction = false;
        // The power of ten by which the digits are multiplied.
        int power = 0;
        int zeros = 0;
        for (; at < json.length() && (json.charAt(at) | 0x20) != 'e'; at++) {
            char c = json.charAt(at);
            if (c == '.') {
                inFraction = true;
                continue;
            }
            power -= inFraction ? 1 : 0;
            if (c == '0') {
                // Zeros count only if another digit follows.
                zeros++;
                continue;
            }
            if (digits.length() > 0) {
                if (digits.length() + zeros > MOST_DIGITS) {
                    return null;
                }
                digits.append("0".repeat(zeros));
            }
            zeros = 0;
            digits.append(c);
        }
        if (digits.isEmpty()) {
            return 0L;
        }
        power += zeros + exponent(json, at + 1);
        if (power < 0 || digits.length() + power > MOST_DIGITS) {
            return null;
        }
        return parsed((json.startsWith("-") ? "-" : "") + digits + "0".repeat(power));
    }

    private static int exponent(String json, int from) {
        if (from >= json.length()) {
            return 0;
        }
        char sign = json.charAt(from);
        int exponent = 0;
        for (int i = sign == '-' || sign == '+' ? from + 1 : from; i < json.length(); i++) {
            exponent = Math.min(LARGE, exponent * 10 + json.charAt(i) - '0');
        }
        return sign == '-' ? -exponent : exponent;
    }

    private static @Nullable Long parsed(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }
}
