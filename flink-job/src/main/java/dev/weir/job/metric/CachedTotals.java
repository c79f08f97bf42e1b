// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.metric.MetricRow.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.jspecify.annotations.Nullable;

/**
 * The totals that have changed since the last checkpoint, or were read since. A busy total then costs one write per
 * checkpoint and one row per watermark, instead of one of each per change.
 *
 * <p>Not thread-safe.
 */
final class CachedTotals {
    /** The characters of groups that count as one more total, so that long groups do not fill the heap. */
    private static final int CHARACTERS_OF_A_TOTAL = 256;

    private final int capacity;
    private final Map<Tuple2<Long, Integer>, Map<String, Total>> byDay = new HashMap<>();
    private final List<Total> unsent = new ArrayList<>();
    private int size;

    /** A total, and what is still to be done about it. */
    static final class Total {
        private static final long SENT = -1;

        final long definition;
        final Interval interval;
        final long start;
        final String groups;
        final Measured measured;
        private final boolean isNew;
        private boolean isUnsaved;
        private long sentEvents;

        private Total(
                long definition,
                Interval interval,
                long start,
                String groups,
                Measured measured,
                boolean isNew,
                long sentEvents) {
            this.definition = definition;
            this.interval = interval;
            this.start = start;
            this.groups = groups;
            this.measured = measured;
            this.isNew = isNew;
            this.sentEvents = sentEvents;
        }

        /** A total without events. */
        static Total created(long definition, Interval interval, long start, String groups) {
            return new Total(definition, interval, start, groups, new Measured(), true, SENT);
        }

        /** @param sentEvents how many events the last row had, if the stored total was not sent; otherwise null */
        static Total stored(
                long definition,
                Interval interval,
                long start,
                String groups,
                Measured measured,
                @Nullable Long sentEvents) {
            return new Total(
                    definition, interval, start, groups, measured, false, sentEvents == null ? SENT : sentEvents);
        }

        /** Whether the total was created while it is in the cache. */
        boolean isNew() {
            return isNew;
        }

        boolean isUnsent() {
            return sentEvents != SENT;
        }

        boolean isUnsaved() {
            return isUnsaved;
        }

        /** How many events the last row had. */
        long sentEvents() {
            return sentEvents;
        }

        MetricRow row() {
            return new MetricRow(definition, interval, start, groups, measured.encode());
        }

        void markSaved() {
            isUnsaved = false;
        }

        void markSent() {
            sentEvents = SENT;
        }
    }

    CachedTotals(int capacity) {
        this.capacity = capacity;
    }

    boolean isFull() {
        return size >= capacity;
    }

    /** @param key of the total within its day */
    @Nullable
    Total get(Tuple2<Long, Integer> day, String key) {
        Map<String, Total> totals = byDay.get(day);
        return totals == null ? null : totals.get(key);
    }

    void put(Tuple2<Long, Integer> day, String key, Total total) {
        byDay.computeIfAbsent(day, any -> new HashMap<>()).put(key, total);
        size += 1 + key.length() / CHARACTERS_OF_A_TOTAL;
        if (total.isUnsent()) {
            unsent.add(total);
        }
    }

    /** Adds to a total that is in the cache. */
    void add(Total total, Measured more) {
        if (!total.isUnsent()) {
            total.sentEvents = total.measured.events();
            unsent.add(total);
        }
        total.isUnsaved = true;
        total.measured.merge(more);
    }

    /** Passes every total that was not sent to {@code send}, which marks it. */
    void sendAll(Consumer<Total> send) {
        unsent.forEach(send);
        unsent.clear();
    }

    /** The totals by day and by key within the day. */
    Map<Tuple2<Long, Integer>, Map<String, Total>> byDay() {
        return byDay;
    }

    void remove(Tuple2<Long, Integer> day) {
        Map<String, Total> removed = byDay.remove(day);
        if (removed != null) {
            removed.keySet().forEach(key -> size -= 1 + key.length() / CHARACTERS_OF_A_TOTAL);
            unsent.removeIf(total -> removed.containsValue(total));
        }
    }

    void clear() {
        byDay.clear();
        unsent.clear();
        size = 0;
    }
}
