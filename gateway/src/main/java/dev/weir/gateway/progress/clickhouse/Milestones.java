package dev.weir.gateway.progress.clickhouse;

import dev.weir.gateway.progress.LogPositions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How far each partition is counted, by what the job said of it and by how fresh the tables have become since. */
final class Milestones {
    /**
     * Remembered of a partition at a time. What comes beyond is left out, and not missed: the job says as much again, and more, when
     * there is room.
     */
    private static final int MAX_AHEAD = 64;

    /** @param visibleFrom tables as fresh as this, in milliseconds since the Unix epoch, hold all before the offset */
    record Milestone(int partition, long nextOffset, long visibleFrom) {}

    private final Map<Integer, Deque<Milestone>> ahead = new HashMap<>();
    private final Map<Integer, Long> passed = new HashMap<>();

    void note(Milestone milestone) {
        Deque<Milestone> ofPartition = ahead.computeIfAbsent(milestone.partition(), any -> new ArrayDeque<>());
        if (ofPartition.size() < MAX_AHEAD && !milestone.equals(ofPartition.peekLast())) {
            ofPartition.add(milestone);
        }
    }

    /** @param asOf how fresh the least fresh of the tables is, in milliseconds since the Unix epoch */
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
