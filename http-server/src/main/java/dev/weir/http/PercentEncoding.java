// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes parts of a URL as the listener passes them on: one character per byte. Unescaped bytes are taken literally,
 * UTF-8 included.
 *
 * <p>URLs are decoded strictly, unlike in the JDK and in Undertow. An invalid escape or invalid UTF-8 would become
 * another text, and so another video or user.
 */
public final class PercentEncoding {
    private static final int NONE = -1;

    private PercentEncoding() {}

    /** A part cannot be decoded. The message continues a sentence after the name of the part, without a full stop. */
    public static final class BadEscapeException extends Exception {
        private static final long serialVersionUID = 1L;

        BadEscapeException(String message) {
            super(message, null, false, false);
        }
    }

    static String decodePath(String part) throws BadEscapeException {
        return decode(part, false, true);
    }

    /** Decodes a part of a query as in forms: a plus is a space. */
    static String decodeQuery(String part) throws BadEscapeException {
        return decode(part, true, true);
    }

    /**
     * Decodes the value of a header. A percent sign without an escape stands for itself, because many clients escape
     * nothing.
     */
    public static String decodeHeader(String value) throws BadEscapeException {
        return decode(value, false, false);
    }

    private static String decode(String part, boolean plusIsBlank, boolean strict) throws BadEscapeException {
        if (isPlain(part)) {
            return part;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int escaped = c == '%' ? escaped(part, i) : NONE;
            if (escaped != NONE) {
                bytes.write(escaped);
                i += 2;
            } else if (c == '%' && strict) {
                throw new BadEscapeException(
                        "has a % that is not followed by two hexadecimal digits; write %25 for a percent sign");
            } else {
                bytes.write(c == '+' && plusIsBlank ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new BadEscapeException("is not UTF-8 when its percent escapes are decoded; encode the text as UTF-8");
        }
    }

    private static int escaped(String part, int percent) {
        int high = percent + 2 < part.length() ? Character.digit(part.charAt(percent + 1), 16) : NONE;
        int low = high < 0 ? NONE : Character.digit(part.charAt(percent + 2), 16);
        return low < 0 ? NONE : high << 4 | low;
    }

    private static boolean isPlain(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%' || c == '+' || c >= 0x7F) {
                return false;
            }
        }
        return true;
    }
}
