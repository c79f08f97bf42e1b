// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits the memory for the filters of one subtask to its share of a third of the heap. When the limit is exceeded,
 * filters are folded, beginning with the largest of those folded least.
 *
 * <p>All subtasks of a process have equal shares. Other threads may only read the gauges.
 */
final class FilterBudget implements AutoCloseable {
    private static final AtomicInteger SUBTASKS_OF_PROCESS = new AtomicInteger();
    private static final int PART_OF_HEAP = 3;

    private final long totalBytes;
    private final AtomicInteger subtasksOfProcess;
    private final Set<IdentityFilter> filters = new LinkedHashSet<>();

    private volatile long used;
    private boolean closed;

    FilterBudget(long totalBytes, AtomicInteger subtasksOfProcess) {
        this.totalBytes = totalBytes;
        this.subtasksOfProcess = subtasksOfProcess;
        subtasksOfProcess.incrementAndGet();
    }

    /** The budget of one more subtask in this process. */
    static FilterBudget ofProcess() {
        return new FilterBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP, SUBTASKS_OF_PROCESS);
    }

    long usedBytes() {
        return used;
    }

    /** From 0 to 1. */
    double usedShare() {
        return Math.min(1, (double) used / limit());
    }

    void add(IdentityFilter filter) {
        filters.add(filter);
    }

    void remove(IdentityFilter filter) {
        filters.remove(filter);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread writes.
    void addUsed(long bytes) {
        used += bytes;
    }

    /** Folds filters until they fit. This never fails: filters that cannot be folded further take only a few bytes. */
    void enforce() {
        while (used > limit()) {
            Optional<IdentityFilter> finest = filters.stream()
                    .filter(IdentityFilter::canFold)
                    .min(Comparator.comparingInt(IdentityFilter::folds)
                            .thenComparing(IdentityFilter::bytes, Comparator.reverseOrder()));
            if (finest.isEmpty()) {
                return;
            }
            finest.get().fold();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            subtasksOfProcess.decrementAndGet();
        }
    }

    private long limit() {
        return totalBytes / Math.max(1, subtasksOfProcess.get());
    }
}
