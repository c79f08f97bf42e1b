// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads values in Avro's binary encoding.
 *
 * <p>Avro's own decoder trusts a length before it has the bytes. This decoder checks each length against the remaining
 * bytes. Damaged input therefore causes an exception, and never a large allocation.
 */
final class WireReader {
    private static final char REPLACEMENT = '\uFFFD';

    private final byte[] buffer;
    private int position;

    WireReader(byte[] buffer, int position) {
        this.buffer = buffer;
        this.position = position;
    }

    boolean isAtEnd() {
        return position == buffer.length;
    }

    boolean bool() throws UndecodableEventException {
        return switch (next()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw damaged("a boolean is neither 0 nor 1");
        };
    }

    long number() throws UndecodableEventException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = next();
            value |= (b & 0x7FL) << shift;
            if ((b & 0x80) == 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw damaged("a number has more than ten bytes");
    }

    String string() throws UndecodableEventException {
        long length = number();
        if (length < 0 || length > buffer.length - position) {
            throw damaged(
                    String.format(Locale.ROOT, "a string of %d bytes is longer than the rest of the record", length));
        }
        int end = position + (int) length;
        String text = new String(buffer, position, (int) length, StandardCharsets.UTF_8);
        // Decoding replaces invalid UTF-8 by this character, which valid text hardly ever contains. So most texts need
        // no second pass.
        if (text.indexOf(REPLACEMENT) >= 0) {
            int notUtf8 = Utf8.firstInvalid(buffer, position, end);
            if (notUtf8 >= 0) {
                position = notUtf8;
                throw damaged("a string is not UTF-8");
            }
        }
        position = end;
        return text;
    }

    @Nullable
    String optionalString() throws UndecodableEventException {
        return isPresent() ? string() : null;
    }

    @Nullable
    Double optionalDouble() throws UndecodableEventException {
        if (!isPresent()) {
            return null;
        }
        if (buffer.length - position < 8) {
            throw damaged("a double is longer than the rest of the record");
        }
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits |= (buffer[position++] & 0xFFL) << 8 * i;
        }
        return Double.longBitsToDouble(bits);
    }

    UndecodableEventException damaged(String what) {
        return new UndecodableEventException(String.format(Locale.ROOT, "damaged at byte %d: %s", position, what));
    }

    private boolean isPresent() throws UndecodableEventException {
        long branch = number();
        if (branch != 0 && branch != 1) {
            throw damaged(String.format(Locale.ROOT, "branch %d of a union of two", branch));
        }
        return branch == 1;
    }

    private int next() throws UndecodableEventException {
        if (position >= buffer.length) {
            throw damaged("the record ends too early");
        }
        return buffer[position++];
    }
}
