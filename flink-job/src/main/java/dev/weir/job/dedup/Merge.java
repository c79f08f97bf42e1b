package dev.weir.job.dedup;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one segment of several, a block at a time, so that nobody waits for it.
 *
 * <p>What a restart finds of an unfinished merge is its inputs, whole, and an output that is to be removed.
 */
final class Merge {
    /** What it costs to keep a part of the filter, in identities merged. */
    private static final int COST_OF_PART = 256;

    private final ShardState state;
    private final List<Segment> inputs;
    private final Segment output;
    private final int[] numbers;
    private final byte @Nullable [][] blocks;
    private final Identities merged = new Identities();

    private int nextBlock;
    private int nextPart;
    private int foldsOfParts;

    Merge(ShardState state, List<Segment> inputs, Segment output) {
        this.state = state;
        this.inputs = List.copyOf(inputs);
        this.output = output;
        numbers = new int[inputs.size()];
        Arrays.fill(numbers, -1);
        blocks = new byte[inputs.size()][];
        inputs.forEach(Segment::merges);
        output.merges();
        output.answersBelow(0);
    }

    List<Segment> inputs() {
        return inputs;
    }

    Segment output() {
        return output;
    }

    /** How many identities it merges. */
    long size() {
        return inputs.stream().mapToLong(Segment::size).sum();
    }

    boolean isDone() {
        return nextBlock == output.blockCount()
                && foldsOfParts == output.filter().folds()
                && nextPart == output.filter().partCount();
    }

    /**
     * Goes on by one block of the output, or one part of its filter; the answer is what it cost, in identities.
     *
     * @param forgetBefore identities that were received before it are left out
     */
    int step(long forgetBefore) throws Exception {
        return nextBlock < output.blockCount() ? mergeBlock(forgetBefore) : keepPart();
    }

    private int mergeBlock(long forgetBefore) throws Exception {
        merged.clear();
        for (int i = 0; i < inputs.size(); i++) {
            byte[] block = blockOf(i);
            if (block != null) {
                IdentityBlock.read(block, (high, low, receivedAt) -> {
                    if (output.blockOf(high) == nextBlock && receivedAt >= forgetBefore) {
                        merged.add(high, low, receivedAt);
                    }
                });
            }
        }
        output.write(state.blocks(), nextBlock, merged);
        long border = output.endOf(nextBlock);
        output.answersBelow(border);
        for (Segment input : inputs) {
            input.answersFrom(border);
        }
        nextBlock++;
        return merged.size() + inputs.size();
    }

    /** The block of an input that the next one of the output is a part of. */
    private byte @Nullable [] blockOf(int index) throws Exception {
        Segment input = inputs.get(index);
        int number = nextBlock >> output.blockBits() - input.blockBits();
        if (numbers[index] != number) {
            numbers[index] = number;
            blocks[index] = state.blocks().get(input.entryId(number));
        }
        return blocks[index];
    }

    private int keepPart() throws Exception {
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
