// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * The older identities of a shard. They are in state, in segments that are merged as in a log-structured merge tree;
 * the filters of the segments are in memory.
 *
 * <p>Merges and removals are done in small steps ({@link #compact}). Not thread-safe, except for {@link #size}.
 */
final class SealedIdentities {
    /** The cost of removing a block, in merged identities. */
    private static final int COST_OF_REMOVAL = 8;

    private final ShardState state;
    private final ShardLimits limits;
    private final FilterBudget budget;
    private final SegmentStore store;

    private final List<Segment> alive = new ArrayList<>();
    private final List<SegmentMerge> merges = new ArrayList<>();
    private final Queue<SegmentRemoval> removals = new ArrayDeque<>();

    /** The segments that lookups query: those alive, and the partial outputs of merges. */
    private Segment[] queried = {};

    private long forgottenBefore = Long.MIN_VALUE;
    private volatile long size;

    SealedIdentities(ShardState state, ShardLimits limits, FilterBudget budget) {
        this.state = state;
        this.limits = limits;
        this.budget = budget;
        store = new SegmentStore(state, limits, budget);
    }

    void restore() throws Exception {
        for (long id : state.segments().ids()) {
            Segment segment = store.restore(id);
            if (segment.isAlive()) {
                alive.add(segment);
            } else {
                remove(segment);
            }
        }
        updateQueried();
        planMerges();
    }

    long size() {
        return size;
    }

    /** The number of segments that a lookup queries. */
    int segments() {
        return queried.length;
    }

    /** Whether a segment contains the identity with a receipt at or after {@code since}. */
    boolean contains(long high, long low, long since) throws Exception {
        for (Segment segment : queried) {
            if (segment.contains(state.blocks(), high, low, since)) {
                return true;
            }
        }
        return false;
    }

    void seal(IdentityList identities) throws Exception {
        if (identities.size() == 0) {
            return;
        }
        alive.add(store.write(identities));
        updateQueried();
        planMerges();
        budget.enforce();
    }

    /**
     * Forgets identities received before this time. Expired segments are removed at once; in others, expired identities
     * are dropped by the next merge.
     */
    void forgetBefore(long receivedAt) throws Exception {
        forgottenBefore = Math.max(forgottenBefore, receivedAt);
        removeAll(this::isForgotten);
    }

    private boolean isForgotten(Segment segment) {
        return !segment.isMerging() && segment.latest() < forgottenBefore;
    }

    /** The number of merges in progress. */
    int merges() {
        return merges.size();
    }

    boolean needsCompaction() {
        return !merges.isEmpty() || !removals.isEmpty();
    }

    /** Merges about this many identities, if there is anything to merge. */
    void compact(int identities) throws Exception {
        int left = identities;
        while (left > 0 && needsCompaction()) {
            SegmentRemoval removal = removals.peek();
            if (removal != null) {
                left -= COST_OF_REMOVAL;
                if (removal.step(state)) {
                    removals.remove();
                }
            } else {
                left -= mergeStep();
            }
        }
    }

    /** Continues the smallest merge first, because the next merge of its size comes soonest. */
    private int mergeStep() throws Exception {
        SegmentMerge merge = merges.get(0);
        int cost = merge.step(forgottenBefore);
        budget.enforce();
        if (merge.isDone()) {
            merges.remove(merge);
            Segment output = merge.output();
            output.limitLookupsBelow(Segment.END);
            output.markMerged();
            alive.add(output);
            store.writeDescription(output, true);
            removeAll(segment -> merge.inputs().contains(segment) || isForgotten(segment));
            planMerges();
        }
        return cost;
    }

    private void removeAll(Predicate<Segment> which) throws Exception {
        for (Segment segment : List.copyOf(alive)) {
            if (which.test(segment)) {
                alive.remove(segment);
                store.writeDescription(segment, false);
                remove(segment);
            }
        }
        updateQueried();
    }

    private void remove(Segment segment) {
        segment.filter().close();
        removals.add(new SegmentRemoval(segment));
    }

    private void planMerges() throws Exception {
        List<Segment> free = alive.stream()
                .filter(segment -> !segment.isMerging())
                .sorted(Comparator.comparingLong(Segment::latest))
                .toList();
        List<Segment> chosen = new MergePlan(limits).choose(free);
        if (chosen.isEmpty()) {
            return;
        }
        long together = chosen.stream().mapToLong(Segment::size).sum();
        int blockBits = chosen.stream().mapToInt(Segment::blockBits).max().orElse(0);
        Segment output = store.create(together, blockBits);
        // A restart removes the output unless it is complete.
        store.writeDescription(output, false);
        merges.add(new SegmentMerge(state, chosen, output));
        merges.sort(Comparator.comparingLong(SegmentMerge::size));
        updateQueried();
        planMerges();
    }

    private void updateQueried() {
        List<Segment> all = new ArrayList<>(alive);
        merges.forEach(merge -> all.add(merge.output()));
        queried = all.toArray(Segment[]::new);
        size = alive.stream().mapToLong(Segment::size).sum();
    }
}
