// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.Arrays;
import java.util.List;

/**
 * Merges several segments into one, block by block, so that no event waits for the whole merge.
 *
 * <p>A restart discards an unfinished merge: its inputs are still complete in state, and its output is removed.
 */
final class SegmentMerge {
    /** The cost of writing a part of the filter to state, in merged identities. */
    private static final int COST_OF_PART = 64;

    private final ShardState state;
    private final List<Segment> inputs;
    private final Segment output;

    /**
     * Identities read for the next output blocks. There is one list per output block within a block of the coarsest
     * input.
     */
    private final IdentityList[] pending;

    private int nextBlock;
    private int nextPart;
    private int foldsOfParts;

    SegmentMerge(ShardState state, List<Segment> inputs, Segment output) {
        this.state = state;
        this.inputs = List.copyOf(inputs);
        this.output = output;
        int largest = inputs.stream().mapToInt(Segment::blockBits).min().orElse(0);
        pending = new IdentityList[1 << output.blockBits() - largest];
        Arrays.setAll(pending, block -> new IdentityList());
        inputs.forEach(Segment::markMerging);
        output.markMerging();
        output.limitLookupsBelow(0);
    }

    List<Segment> inputs() {
        return inputs;
    }

    Segment output() {
        return output;
    }

    /** The number of identities to merge. */
    long size() {
        return inputs.stream().mapToLong(Segment::size).sum();
    }

    boolean isDone() {
        return nextBlock == output.blockCount()
                && foldsOfParts == output.filter().folds()
                && nextPart == output.filter().partCount();
    }

    /**
     * Merges one block of the output, or writes one part of its filter. Returns the cost in merged identities.
     *
     * @param forgetBefore identities received before this time are dropped
     */
    int step(long forgetBefore) throws Exception {
        return nextBlock < output.blockCount() ? mergeBlock(forgetBefore) : writeFilterPart();
    }

    private int mergeBlock(long forgetBefore) throws Exception {
        for (Segment input : inputs) {
            int finer = output.blockBits() - input.blockBits();
            if (nextBlock % (1 << finer) == 0) {
                read(input, nextBlock >> finer, forgetBefore);
            }
        }
        IdentityList merged = pendingFor(nextBlock);
        int cost = merged.size() + inputs.size();
        output.write(state.blocks(), nextBlock, merged);
        merged.clear();
        long border = output.endOf(nextBlock);
        output.limitLookupsBelow(border);
        for (Segment input : inputs) {
            input.limitLookupsFrom(border);
        }
        nextBlock++;
        return cost;
    }

    private void read(Segment input, int number, long forgetBefore) throws Exception {
        byte[] block = state.blocks().get(input.entryId(number));
        if (block != null) {
            IdentityBlock.read(block, (high, low, receivedAt) -> {
                if (receivedAt >= forgetBefore) {
                    pendingFor(output.blockOf(high)).add(high, low, receivedAt);
                }
            });
        }
    }

    private IdentityList pendingFor(int block) {
        return pending[block % pending.length];
    }

    private int writeFilterPart() throws Exception {
        IdentityFilter filter = output.filter();
        if (foldsOfParts != filter.folds()) {
            foldsOfParts = filter.folds();
            nextPart = 0;
        }
        state.filters().put(output.entryId(nextPart), filter.part(nextPart, foldsOfParts));
        nextPart++;
        return COST_OF_PART;
    }
}
