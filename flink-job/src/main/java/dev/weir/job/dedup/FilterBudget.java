package dev.weir.job.dedup;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much memory the filters of one subtask may take: its share of a third of the heap. When it is used up, filters are folded,
 * the finest and largest first.
 *
 * <p>The subtasks of a process share alike. Only the gauges may be read by other threads.
 */
final class FilterBudget implements AutoCloseable {
    private static final AtomicInteger SUBTASKS_OF_PROCESS = new AtomicInteger();
    private static final int PART_OF_HEAP = 3;

    private final long totalBytes;
    private final AtomicInteger sharers;
    private final Set<IdentityFilter> filters = new LinkedHashSet<>();

    private volatile long used;
    private boolean closed;

    FilterBudget(long totalBytes, AtomicInteger sharers) {
        this.totalBytes = totalBytes;
        this.sharers = sharers;
        sharers.incrementAndGet();
    }

    /** For one more subtask of this process. */
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

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    void changed(long bytes) {
        used += bytes;
    }

    /** Folds filters until they fit. It never fails: what cannot be folded any more is a few bytes. */
    void fit() {
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
            sharers.decrementAndGet();
        }
    }

    private long limit() {
        return totalBytes / Math.max(1, sharers.get());
    }
}
