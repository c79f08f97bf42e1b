// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Tracks how far each partition is counted, from the job's milestones and the freshness of the tables. */
final class Milestones {
    /**
     * The most milestones to remember for a partition. Dropping more loses nothing: the job soon reports a milestone at
     * least as far.
     */
    private static final int MAX_AHEAD = 64;

    /**
     * @param visibleFrom tables as fresh as this contain all records before the offset; in milliseconds since the Unix
     *     epoch
     */
    record Milestone(int partition, long nextOffset, long visibleFrom) {}

    private final Map<Integer, Deque<Milestone>> ahead = new HashMap<>();
    private final Map<Integer, Long> passed = new HashMap<>();

    void note(Milestone milestone) {
        Deque<Milestone> ofPartition = ahead.computeIfAbsent(milestone.partition(), any -> new ArrayDeque<>());
        if (ofPartition.size() < MAX_AHEAD && !milestone.equals(ofPartition.peekLast())) {
            ofPartition.add(milestone);
        }
    }

    /** @param asOf the freshness of the least fresh table, in milliseconds since the Unix epoch */
    void reach(long asOf) {
        for (Deque<Milestone> ofPartition : ahead.values()) {
            for (Milestone next = ofPartition.peek();
                    next != null && next.visibleFrom() <= asOf;
                    next = ofPartition.peek()) {
                passed.put(next.partition(), next.nextOffset());
                ofPartition.remove();
            }
        }
    }

    LogPositions passed() {
        return new LogPositions(passed);
    }
}
