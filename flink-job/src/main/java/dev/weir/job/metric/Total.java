// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.metric.MetricRow.Interval;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The total of a group of a metric for an interval of a day, and whether it was emitted. Not thread-safe. */
final class Total {
    private static final long SENT = -1;

    private final GroupTotals owner;
    private final Interval interval;
    private final int start;
    private final Measured measured;

    /** A bit for each hour of a day, or for each minute of an hour, that has a total. */
    private long parts;

    private long sentEvents = SENT;
    private boolean isQueued;

    private Total(GroupTotals owner, Interval interval, int start, long parts, Measured measured) {
        this.owner = owner;
        this.interval = interval;
        this.start = start;
        this.parts = parts;
        this.measured = measured;
    }

    /**
     * A total without events.
     *
     * @param minute a minute of the day, within the interval
     */
    static Total created(GroupTotals owner, Interval interval, int minute) {
        return new Total(owner, interval, (int) interval.startOf(minute), 0, new Measured());
    }

    static Total readFrom(DataInput in, GroupTotals owner, Interval interval) throws IOException {
        Total total = new Total(owner, interval, in.readUnsignedShort(), in.readLong(), Measured.readFrom(in));
        total.sentEvents = CompactNumbers.readLong(in) - 1;
        return total;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeShort(start);
        out.writeLong(parts);
        measured.writeTo(out);
        CompactNumbers.write(sentEvents + 1, out);
    }

    /** In minutes of the day. */
    int start() {
        return start;
    }

    Interval interval() {
        return interval;
    }

    GroupTotals owner() {
        return owner;
    }

    Measured measured() {
        return measured;
    }

    boolean hasPart(int part) {
        return (parts >>> part & 1) != 0;
    }

    void addPart(int part) {
        parts |= 1L << part;
    }

    /** Must be called before {@link #measured} changes. */
    void markChanged() {
        if (!isUnsent()) {
            sentEvents = measured.events();
        }
    }

    /** Whether it has changed since the last row. */
    boolean isUnsent() {
        return sentEvents != SENT;
    }

    /** How many events the last row had, of a total that has changed since. */
    long sentEvents() {
        return sentEvents;
    }

    void markSent() {
        sentEvents = SENT;
        isQueued = false;
    }

    /** Whether the cache will send it. */
    boolean isQueued() {
        return isQueued;
    }

    void markQueued() {
        isQueued = true;
    }

    MetricRow row() {
        return new MetricRow(owner.definition(), interval, owner.dayStart() + start, owner.groups(), measured.copy());
    }
}
