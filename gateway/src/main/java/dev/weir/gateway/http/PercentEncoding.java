package dev.weir.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes parts of a URL, as the listener hands them on: a character a byte. Bytes that clients do not escape are taken as they
 * stand, also those of UTF-8.
 *
 * <p>In URLs strict, unlike the decoders of the platform and of Undertow: what is no escape, or no UTF-8, would become another text, and
 * so another video or user.
 */
public final class PercentEncoding {
    private static final int NONE = -1;

    private PercentEncoding() {}

    /** A part cannot be decoded; the message goes on where the part is named, without a full stop. */
    public static final class BadEscapeException extends Exception {
        private static final long serialVersionUID = 1L;

        BadEscapeException(String message) {
            super(message, null, false, false);
        }
    }

    static String decodePath(String part) throws BadEscapeException {
        return decode(part, false, true);
    }

    /** As forms have it: a plus is a blank. */
    static String decodeQuery(String part) throws BadEscapeException {
        return decode(part, true, true);
    }

    /** The value of a header; a percent sign that begins no escape is one, because many clients escape nothing. */
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
