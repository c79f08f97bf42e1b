// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks that a string of an event is well-formed, not blank, free of control characters, and not too long. */
final class Strings {
    private Strings() {}

    /** @param maxLength in code points */
    static @Nullable Violation check(String field, String text, int maxLength) {
        boolean blank = true;
        int codePoints = 0;
        for (int i = 0; i < text.length(); codePoints++) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (Character.isISOControl(codePoint)) {
                return new Violation(
                        ErrorCode.INVALID_VALUE,
                        field,
                        String.format(
                                Locale.ROOT,
                                "%s has the control character U+%04X at position %d; control characters are not allowed.",
                                field,
                                codePoint,
                                codePoints));
            }
            if (isSurrogate(codePoint)) {
                return loneSurrogate(field);
            }
            blank = blank && (isBlank(codePoint) || isInvisible(codePoint));
        }
        if (blank) {
            return new Violation(
                    ErrorCode.INVALID_VALUE, field, field + " is blank; leave it out, or give it a value.");
        }
        if (codePoints > maxLength) {
            return new Violation(
                    ErrorCode.TOO_LONG,
                    field,
                    String.format(
                            Locale.ROOT,
                            "%s has %d characters; at most %d are allowed.",
                            field,
                            codePoints,
                            maxLength));
        }
        return null;
    }

    /** True if the text can be encoded in UTF-8, that is, if it has no unpaired surrogate. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (isSurrogate(codePoint)) {
                return false;
            }
            i += Character.charCount(codePoint);
        }
        return true;
    }

    static Violation loneSurrogate(String field) {
        return new Violation(
                ErrorCode.INVALID_VALUE,
                field,
                field + " has half of a surrogate pair (\\uD800 to \\uDFFF alone), which is not a character.");
    }

    static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /**
     * True for a character that is not displayed, such as a byte order mark, a zero-width space or a soft hyphen (UAX
     * 44, "Default_Ignorable").
     */
    static boolean isInvisible(int c) {
        if (c < 0x7F) {
            return false;
        }
        return Character.getType(c) == Character.FORMAT
                || c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || (c >= 0x180B && c <= 0x180F)
                || (c >= 0x2060 && c <= 0x206F)
                || c == 0x2800
                || c == 0x3164
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFFA0
                || (c >= 0xE0000 && c <= 0xE0FFF);
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
