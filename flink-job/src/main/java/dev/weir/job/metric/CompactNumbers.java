// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Writes small numbers in few bytes. */
final class CompactNumbers {
    private static final int DATA_BITS = 7;
    private static final int DATA = 0x7F;
    private static final int MORE = 0x80;
    private static final int LONGEST_LONG = Long.BYTES;

    private CompactNumbers() {}

    /** Writes seven bits per byte, the lowest first. The highest bit of a byte says whether another one follows. */
    static void write(long number, DataOutput out) throws IOException {
        long rest = number;
        while ((rest & ~DATA) != 0) {
            out.writeByte((int) rest & DATA | MORE);
            rest >>>= DATA_BITS;
        }
        out.writeByte((int) rest);
    }

    static long readLong(DataInput in) throws IOException {
        long number = 0;
        int shift = 0;
        while (true) {
            int read = in.readUnsignedByte();
            number |= (long) (read & DATA) << shift;
            if (read < MORE) {
                return number;
            }
            shift += DATA_BITS;
        }
    }

    /** Writes the scale and the digits. */
    static void write(BigDecimal number, DataOutput out) throws IOException {
        byte[] digits = number.unscaledValue().toByteArray();
        out.writeByte(number.scale());
        out.writeByte(digits.length);
        out.write(digits);
    }

    static BigDecimal readDecimal(DataInput in) throws IOException {
        int scale = in.readByte();
        int length = in.readUnsignedByte();
        if (length <= LONGEST_LONG) {
            return BigDecimal.valueOf(readDigits(length, in), scale);
        }
        byte[] digits = new byte[length];
        in.readFully(digits);
        return new BigDecimal(new BigInteger(digits), scale);
    }

    private static long readDigits(int length, DataInput in) throws IOException {
        long digits = in.readByte();
        for (int i = 1; i < length; i++) {
            digits = digits << Byte.SIZE | in.readUnsignedByte();
        }
        return digits;
    }
}
