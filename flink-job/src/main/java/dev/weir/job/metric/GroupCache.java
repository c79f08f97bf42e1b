// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.jspecify.annotations.Nullable;

/**
 * The totals of the groups that were used recently. A busy group then costs one write per checkpoint and one row per
 * watermark, instead of one of each per change.
 *
 * <p>The cache has two halves. If the half of the recently used groups is full, it becomes the half of the older ones,
 * and the groups that were in that are forgotten. A group that is used again moves to the recent ones.
 *
 * <p>Not thread-safe.
 */
final class GroupCache {
    /** The characters of groups that count as one more total, so that long groups do not fill the heap. */
    private static final int CHARACTERS_OF_A_TOTAL = 256;

    /** What is done with a group. */
    interface Action {
        void accept(Tuple2<Long, Integer> day, GroupTotals group) throws Exception;
    }

    private final int capacityOfAHalf;
    private Half recent = new Half();
    private Half older = new Half();
    private final List<Total> unsent = new ArrayList<>();

    /** Groups by day and encoded groups. */
    private static final class Half {
        private final Map<Tuple2<Long, Integer>, Map<String, GroupTotals>> byDay = new HashMap<>();
        private int size;

        @Nullable
        GroupTotals get(Tuple2<Long, Integer> day, String groups) {
            Map<String, GroupTotals> all = byDay.get(day);
            return all == null ? null : all.get(groups);
        }

        @Nullable
        GroupTotals remove(Tuple2<Long, Integer> day, String groups) {
            Map<String, GroupTotals> all = byDay.get(day);
            GroupTotals removed = all == null ? null : all.remove(groups);
            if (removed != null) {
                size -= sizeOf(removed);
            }
            return removed;
        }

        void put(Tuple2<Long, Integer> day, GroupTotals group) {
            byDay.computeIfAbsent(day, any -> new HashMap<>()).put(group.groups(), group);
            size += sizeOf(group);
        }

        void forEach(Action action) throws Exception {
            for (Map.Entry<Tuple2<Long, Integer>, Map<String, GroupTotals>> day : byDay.entrySet()) {
                for (GroupTotals group : day.getValue().values()) {
                    size -= sizeOf(group);
                    action.accept(day.getKey(), group);
                    size += sizeOf(group);
                }
            }
        }

        void removeAll(Tuple2<Long, Integer> day) {
            Map<String, GroupTotals> removed = byDay.remove(day);
            if (removed != null) {
                for (GroupTotals group : removed.values()) {
                    size -= sizeOf(group);
                    group.inMemory().forEach(Total::markSent);
                }
            }
        }

        private static int sizeOf(GroupTotals group) {
            return group.size() + group.groups().length() / CHARACTERS_OF_A_TOTAL;
        }
    }

    /** @param capacity the number of totals in memory */
    GroupCache(int capacity) {
        capacityOfAHalf = capacity / 2;
    }

    @Nullable
    GroupTotals get(Tuple2<Long, Integer> day, String groups) {
        GroupTotals group = recent.get(day, groups);
        if (group == null) {
            group = older.remove(day, groups);
            if (group != null) {
                recent.put(day, group);
            }
        }
        return group;
    }

    void put(Tuple2<Long, Integer> day, GroupTotals group) {
        recent.put(day, group);
    }

    /** A group among the recent ones has so many totals more than before. */
    void grow(int totals) {
        recent.size += totals;
    }

    /** The next {@link #sendAll} will send the total. */
    void addUnsent(Total total) {
        if (!total.isQueued()) {
            total.markQueued();
            unsent.add(total);
        }
    }

    /** Passes every total that was not sent to {@code send}, which marks it. */
    void sendAll(Consumer<Total> send) {
        for (Total total : unsent) {
            if (total.isUnsent()) {
                send.accept(total);
            }
        }
        unsent.clear();
    }

    /** Whether groups must be forgotten before more are added. */
    boolean isFull() {
        return recent.size >= capacityOfAHalf;
    }

    /** Forgets the groups that were not used for the longest time. Before, each is passed to {@code save}. */
    void forgetOlder(Action save) throws Exception {
        older.forEach((day, group) -> {
            save.accept(day, group);
            group.inMemory().forEach(Total::markSent);
        });
        unsent.removeIf(total -> !total.isUnsent());
        older = recent;
        recent = new Half();
    }

    void forEach(Action action) throws Exception {
        recent.forEach(action);
        older.forEach(action);
    }

    void remove(Tuple2<Long, Integer> day) {
        recent.removeAll(day);
        older.removeAll(day);
        unsent.removeIf(total -> !total.isUnsent());
    }
}
