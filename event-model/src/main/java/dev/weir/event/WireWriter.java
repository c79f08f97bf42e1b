// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes values in Avro's binary encoding (Avro specification 1.12, "Binary Encoding"). Not thread-safe. */
final class WireWriter {
    private byte[] buffer = new byte[512];
    private int length;

    void reset() {
        length = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    void fixed(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    void bool(boolean value) {
        ensure(1);
        buffer[length++] = (byte) (value ? 1 : 0);
    }

    /** Zigzag encoding, then seven bits per byte, the lowest first. */
    void number(long value) {
        ensure(10);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            buffer[length++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        fixed(utf8);
    }

    /** A union of null and string, in that order. */
    void optionalString(@Nullable String text) {
        number(text == null ? 0 : 1);
        if (text != null) {
            string(text);
        }
    }

    /** A union of null and double, in that order. */
    void optionalDouble(@Nullable Double value) {
        number(value == null ? 0 : 1);
        if (value != null) {
            ensure(8);
            long bits = Double.doubleToLongBits(value);
            for (int i = 0; i < 8; i++) {
                buffer[length++] = (byte) (bits >>> 8 * i);
            }
        }
    }

    private void ensure(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
