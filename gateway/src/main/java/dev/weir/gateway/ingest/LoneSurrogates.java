// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds JSON escapes for half of a surrogate pair without the other half. They are valid JSON, but not valid text. This
 * is not Jackson's work because Jackson lets them pass in a value, and calls them malformed JSON in a name.
 */
final class LoneSurrogates {
    private static final byte[] REPLACEMENT = {'\\', 'u', 'F', 'F', 'F', 'D'};
    private static final int NONE = -1;

    private LoneSurrogates() {}

    /** A copy of the same length with U+FFFD in place of each lone surrogate; null if there is none. */
    static byte @Nullable [] replaced(byte[] bytes, int start, int end) {
        byte[] copy = null;
        int i = start;
        while (i < end) {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            int unit = codeUnit(bytes, i, end);
            if (unit == NONE) {
                i += 2;
            } else if (Character.isHighSurrogate((char) unit) && isLow(codeUnit(bytes, i + 6, end))) {
                i += 12;
            } else {
                if (Character.isSurrogate((char) unit)) {
                    copy = copy == null ? Arrays.copyOfRange(bytes, start, end) : copy;
                    System.arraycopy(REPLACEMENT, 0, copy, i - start, REPLACEMENT.length);
                }
                i += 6;
            }
        }
        return copy;
    }

    private static boolean isLow(int unit) {
        return unit != NONE && Character.isLowSurrogate((char) unit);
    }

    /** The value of the \\uXXXX escape at this position; NONE if there is no such escape. */
    private static int codeUnit(byte[] bytes, int at, int end) {
        if (at + 6 > end || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return NONE;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return NONE;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }
}
