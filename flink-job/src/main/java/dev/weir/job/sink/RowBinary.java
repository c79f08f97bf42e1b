// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Encodes rows in ClickHouse's RowBinary format: the values of the columns one after another, without names or types.
 *
 * <p>Each method writes one value of the column type in its name. Every event is encoded here, so nothing is allocated
 * except the bytes of its strings.
 */
final class RowBinary {
    private static final int FIRST_CAPACITY = 1 << 12;
    private static final int DECIMAL_256_BYTES = 32;
    private static final int VARINT_BITS = 7;
    private static final int VARINT_MORE = 0x80;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    int length() {
        return length;
    }

    /** Removes the rows but keeps the buffer. */
    void clear() {
        length = 0;
    }

    InputStream asStream() {
        return new ByteArrayInputStream(bytes, 0, length);
    }

    /** Also for {@code LowCardinality(String)}. */
    void string(String value) {
        string(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes an empty string for null. */
    void stringOrEmpty(@Nullable String value) {
        string(value == null ? "" : value);
    }

    void string(byte[] value) {
        varint(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    void uint16(int value) {
        littleEndian(value, Short.BYTES);
    }

    void uint32(long value) {
        littleEndian(value, Integer.BYTES);
    }

    void uint64(long value) {
        littleEndian(value, Long.BYTES);
    }

    void int64(long value) {
        littleEndian(value, Long.BYTES);
    }

    void date(int epochDay) {
        uint16(epochDay);
    }

    void dateTime(long epochMillis) {
        uint32(TimeUnit.MILLISECONDS.toSeconds(epochMillis));
    }

    /** A {@code DateTime64(3)}. */
    void dateTime64(long epochMillis) {
        int64(epochMillis);
    }

    void nullableFloat64(@Nullable Double value) {
        littleEndian(value == null ? 1 : 0, Byte.BYTES);
        if (value != null) {
            littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
        }
    }

    /** A {@code Decimal(76, scale)}. */
    void decimal256(BigDecimal value, int scale) {
        byte[] unscaled =
                value.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue().toByteArray();
        reserve(DECIMAL_256_BYTES);
        byte sign = (byte) (unscaled[0] < 0 ? -1 : 0);
        for (int i = 0; i < DECIMAL_256_BYTES; i++) {
            bytes[length++] = i < unscaled.length ? unscaled[unscaled.length - 1 - i] : sign;
        }
    }

    /** An {@code Array(UInt64)}. */
    void uint64Array(long[] values) {
        varint(values.length);
        for (long value : values) {
            uint64(value);
        }
    }

    /** An {@code Enum8}. */
    void enum8(int code) {
        littleEndian(code, Byte.BYTES);
    }

    private void varint(int value) {
        int rest = value;
        while (rest >= VARINT_MORE) {
            littleEndian(rest & (VARINT_MORE - 1) | VARINT_MORE, Byte.BYTES);
            rest >>>= VARINT_BITS;
        }
        littleEndian(rest, Byte.BYTES);
    }

    private void littleEndian(long value, int size) {
        reserve(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) (value >>> (Byte.SIZE * i));
        }
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
