// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

    /** The aggregates of numbers are most of it. */
    private static final int OVERHEAD_BYTES = 300;

    private long events;
    private long uniques;
    private @Nullable Numbers numbers;
    private long[] buckets = NO_BUCKETS;

    /** The aggregates of the numbers of one or more events. */
    private record Numbers(
            BigDecimal sum,
            BigDecimal min,
            BigDecimal max,
            BigDecimal last,
            long lastAt,
            long lastOffset,
            int lastPartition) {

        Numbers plus(Numbers other) {
            Numbers latest = isBefore(other) ? other : this;
            return new Numbers(
                    sum.add(other.sum),
                    min.min(other.min),
                    max.max(other.max),
                    latest.last,
                    latest.lastAt,
                    latest.lastOffset,
                    latest.lastPartition);
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

    Measured copy() {
        Measured copy = new Measured();
        copy.merge(this);
        return copy;
    }

    /** Adds events of a unique count, of which so many values are new. */
    void addUnique(long moreEvents, long newValues) {
        events += moreEvents;
        uniques += newValues;
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
        numbers = numbers == null ? added : numbers.plus(added);
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
        if (other.numbers != null) {
            numbers = numbers == null ? other.numbers : numbers.plus(other.numbers);
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

    /** The approximate size in memory. */
    int bytes() {
        return OVERHEAD_BYTES + Long.BYTES * buckets.length;
    }

    /** Writes the form for the network and the state. Most totals need few bytes. */
    void writeTo(DataOutput out) throws IOException {
        CompactNumbers.write(events, out);
        CompactNumbers.write(uniques, out);
        out.writeByte(buckets.length);
        for (long bucket : buckets) {
            CompactNumbers.write(bucket, out);
        }
        Numbers all = numbers;
        out.writeBoolean(all != null);
        if (all != null) {
            CompactNumbers.write(all.sum, out);
            CompactNumbers.write(all.min, out);
            CompactNumbers.write(all.max, out);
            CompactNumbers.write(all.last, out);
            out.writeLong(all.lastAt);
            CompactNumbers.write(all.lastOffset, out);
            CompactNumbers.write(all.lastPartition, out);
        }
    }

    static Measured readFrom(DataInput in) throws IOException {
        Measured measured = new Measured();
        measured.events = CompactNumbers.readLong(in);
        measured.uniques = CompactNumbers.readLong(in);
        int length = in.readUnsignedByte();
        measured.buckets = length == 0 ? NO_BUCKETS : new long[length];
        for (int i = 0; i < length; i++) {
            measured.buckets[i] = CompactNumbers.readLong(in);
        }
        if (in.readBoolean()) {
            measured.numbers = new Numbers(
                    CompactNumbers.readDecimal(in),
                    CompactNumbers.readDecimal(in),
                    CompactNumbers.readDecimal(in),
                    CompactNumbers.readDecimal(in),
                    in.readLong(),
                    CompactNumbers.readLong(in),
                    (int) CompactNumbers.readLong(in));
        }
        return measured;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Measured measured
                && events == measured.events
                && uniques == measured.uniques
                && Arrays.equals(buckets, measured.buckets)
                && Objects.equals(numbers, measured.numbers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(events, uniques, Arrays.hashCode(buckets), numbers);
    }
}
