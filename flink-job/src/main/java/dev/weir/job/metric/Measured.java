// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a metric has measured of some events: their number and, depending on the metric, aggregates of a number, a
 * histogram, or a unique count.
 *
 * <p>The result of {@link #add} and {@link #merge} does not depend on the order of the events: sums are decimal, and the
 * last number is that of the event with the highest timestamp, offset and partition.
 */
public final class Measured {
    private static final long[] NO_BUCKETS = {};

    private long events;
    private long uniques;
    private @Nullable Numbers numbers;
    private long[] buckets = NO_BUCKETS;

    /** The aggregates of the numbers of one or more events. */
    private static final class Numbers {
        private BigDecimal sum;
        private BigDecimal min;
        private BigDecimal max;
        private BigDecimal last;
        private long lastAt;
        private long lastOffset;
        private int lastPartition;

        Numbers(BigDecimal sum, BigDecimal min, BigDecimal max, BigDecimal last, long at, long offset, int partition) {
            this.sum = sum;
            this.min = min;
            this.max = max;
            this.last = last;
            this.lastAt = at;
            this.lastOffset = offset;
            this.lastPartition = partition;
        }

        Numbers copy() {
            return new Numbers(sum, min, max, last, lastAt, lastOffset, lastPartition);
        }

        void merge(Numbers other) {
            sum = sum.add(other.sum);
            min = min.min(other.min);
            max = max.max(other.max);
            if (isBefore(other)) {
                last = other.last;
                lastAt = other.lastAt;
                lastOffset = other.lastOffset;
                lastPartition = other.lastPartition;
            }
        }

        private boolean isBefore(Numbers other) {
            if (lastAt != other.lastAt) {
                return lastAt < other.lastAt;
            }
            return lastOffset != other.lastOffset ? lastOffset < other.lastOffset : lastPartition < other.lastPartition;
        }
    }

    /** Nothing measured yet. */
    public Measured() {}

    /** Events of a unique count, of which so many values are new. */
    static Measured unique(long events, long newValues) {
        Measured measured = new Measured();
        measured.events = events;
        measured.uniques = newValues;
        return measured;
    }

    /** Adds an event without a number. */
    void add() {
        events++;
    }

    /**
     * Adds an event with a number.
     *
     * @param timestamp of the event
     * @param offset of the event in its partition of the log
     * @param bounds the upper bounds of a histogram; empty for other metrics
     */
    void add(BigDecimal number, long timestamp, long offset, int partition, List<BigDecimal> bounds) {
        events++;
        Numbers added = new Numbers(number, number, number, number, timestamp, offset, partition);
        if (numbers == null) {
            numbers = added;
        } else {
            numbers.merge(added);
        }
        if (!bounds.isEmpty()) {
            if (buckets.length == 0) {
                buckets = new long[bounds.size() + 1];
            }
            buckets[bucketOf(number, bounds)]++;
        }
    }

    private static int bucketOf(BigDecimal number, List<BigDecimal> bounds) {
        int bucket = 0;
        while (bucket < bounds.size() && number.compareTo(bounds.get(bucket)) > 0) {
            bucket++;
        }
        return bucket;
    }

    /** Adds what was measured of other events. */
    void merge(Measured other) {
        events += other.events;
        uniques += other.uniques;
        if (numbers == null) {
            numbers = other.numbers == null ? null : other.numbers.copy();
        } else if (other.numbers != null) {
            numbers.merge(other.numbers);
        }
        if (buckets.length == 0) {
            buckets = other.buckets.clone();
        } else {
            for (int i = 0; i < other.buckets.length; i++) {
                buckets[i] += other.buckets[i];
            }
        }
    }

    public long events() {
        return events;
    }

    public long uniques() {
        return uniques;
    }

    /** Zero if the metric is not of a number; likewise for the others. */
    public BigDecimal sum() {
        return numbers == null ? BigDecimal.ZERO : numbers.sum;
    }

    public BigDecimal min() {
        return numbers == null ? BigDecimal.ZERO : numbers.min;
    }

    public BigDecimal max() {
        return numbers == null ? BigDecimal.ZERO : numbers.max;
    }

    public BigDecimal last() {
        return numbers == null ? BigDecimal.ZERO : numbers.last;
    }

    /** In milliseconds since the Unix epoch. */
    public long lastAt() {
        return numbers == null ? 0 : numbers.lastAt;
    }

    public long lastOffset() {
        return numbers == null ? 0 : numbers.lastOffset;
    }

    public int lastPartition() {
        return numbers == null ? 0 : numbers.lastPartition;
    }

    /** Events by bucket, and at the end those above the last bound; empty if the metric is no histogram. */
    public long[] buckets() {
        return buckets.clone();
    }

    /** The form for the network and the state. */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(events);
            out.writeLong(uniques);
            out.writeByte(buckets.length);
            for (long bucket : buckets) {
                out.writeLong(bucket);
            }
            Numbers all = numbers;
            out.writeBoolean(all != null);
            if (all != null) {
                write(all.sum, out);
                write(all.min, out);
                write(all.max, out);
                write(all.last, out);
                out.writeLong(all.lastAt);
                out.writeLong(all.lastOffset);
                out.writeInt(all.lastPartition);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static Measured decode(byte[] encoded) {
        Measured measured = new Measured();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            measured.events = in.readLong();
            measured.uniques = in.readLong();
            measured.buckets = new long[in.readUnsignedByte()];
            for (int i = 0; i < measured.buckets.length; i++) {
                measured.buckets[i] = in.readLong();
            }
            if (in.readBoolean()) {
                measured.numbers =
                        new Numbers(read(in), read(in), read(in), read(in), in.readLong(), in.readLong(), in.readInt());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return measured;
    }

    private static void write(BigDecimal number, DataOutputStream out) throws IOException {
        byte[] unscaled = number.unscaledValue().toByteArray();
        out.writeByte(number.scale());
        out.writeByte(unscaled.length);
        out.write(unscaled);
    }

    private static BigDecimal read(DataInputStream in) throws IOException {
        int scale = in.readByte();
        byte[] unscaled = new byte[in.readUnsignedByte()];
        in.readFully(unscaled);
        return new BigDecimal(new BigInteger(unscaled), scale);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Measured measured && Arrays.equals(encode(), measured.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
