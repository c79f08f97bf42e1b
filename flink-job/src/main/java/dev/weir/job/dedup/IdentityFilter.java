// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A blocked Bloom filter that rules out most identities that are not in a segment.
 *
 * <p>All bits of an identity are in one line of 512 bits, so a lookup costs one cache miss. With 16 bits per identity,
 * the false-positive rate is about 1 in 1,000.
 *
 * <p>Lines are ordered by fingerprint and grouped into parts. A part is allocated on its first write. A merge proceeds
 * in the order of the fingerprints, so it can free parts of its inputs' filters while it fills those of its output.
 *
 * <p>The filter can be folded when memory is short: two neighbouring lines become one. It then takes half of the memory
 * and has more false positives, but still no false negatives. Not thread-safe.
 */
final class IdentityFilter {
    static final int LINES_PER_PART = 128;

    private static final int WORDS_PER_LINE = 8;
    private static final int IDENTITIES_PER_LINE = 32;
    private static final int PROBES = 7;
    private static final int BITS_PER_PROBE = 9;
    private static final int PROBE_MASK = (1 << BITS_PER_PROBE) - 1;

    private final int lines;
    private final FilterBudget budget;

    private int folds;
    private long[] @Nullable [] parts;
    private int firstPart;
    private long bytes;

    /** @param lines the number of lines before folding */
    IdentityFilter(int lines, int folds, FilterBudget budget) {
        this.lines = lines;
        this.folds = folds;
        this.budget = budget;
        parts = new long[partCount()][];
        budget.add(this);
    }

    /** The number of lines of a filter for this many identities. */
    static int linesFor(long identities) {
        return Math.toIntExact(Math.max(1, (identities + IDENTITIES_PER_LINE - 1) / IDENTITIES_PER_LINE));
    }

    /** The 32 bits of a fingerprint that determine its order and its line. */
    static long hash(long high) {
        return high >>> 32;
    }

    int lines() {
        return lines;
    }

    int folds() {
        return folds;
    }

    long bytes() {
        return bytes;
    }

    int partCount() {
        return (lineCount() - 1) / LINES_PER_PART + 1;
    }

    boolean canFold() {
        return lineCount() > 1 && bytes > 0;
    }

    void add(long high, long low) {
        int line = line(hash(high));
        long[] part = part(line / LINES_PER_PART);
        int base = line % LINES_PER_PART * WORDS_PER_LINE;
        long rest = low;
        for (int probe = 0; probe < PROBES; probe++, rest >>>= BITS_PER_PROBE) {
            int bit = (int) rest & PROBE_MASK;
            part[base + (bit >>> 6)] |= 1L << bit;
        }
    }

    boolean mightContain(long high, long low) {
        int line = line(hash(high));
        long[] part = parts[line / LINES_PER_PART];
        if (part == null) {
            return false;
        }
        int base = line % LINES_PER_PART * WORDS_PER_LINE;
        long rest = low;
        for (int probe = 0; probe < PROBES; probe++, rest >>>= BITS_PER_PROBE) {
            int bit = (int) rest & PROBE_MASK;
            if ((part[base + (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Frees the parts that only cover identities below a hash. Those must not be looked up any more. */
    void releaseBelow(long hash) {
        int end = hash >= 1L << 32 ? parts.length : line(hash) / LINES_PER_PART;
        for (; firstPart < end; firstPart++) {
            drop(parts, firstPart);
        }
    }

    /** Halves the memory, at the cost of more false positives. */
    void fold() {
        long[] @Nullable [] finer = parts;
        folds++;
        parts = new long[partCount()][];
        firstPart = 0;
        for (int number = 0; number < finer.length; number++) {
            long[] part = finer[number];
            if (part != null) {
                merge(number, 1, part);
                drop(finer, number);
            }
        }
    }

    /** Encodes a part for the state. */
    byte[] part(int number, int ofFolds) {
        if (ofFolds != folds) {
            throw new IllegalArgumentException("the filter was folded since");
        }
        long[] part = parts[number];
        byte[] kept = new byte[lengthOf(number) * Long.BYTES];
        if (part != null) {
            ByteBuffer.wrap(kept).asLongBuffer().put(part);
        }
        return kept;
    }

    /** Adds a part from the state. Its filter must not have been folded more often than this one. */
    void restore(int number, int foldsThen, byte[] kept) {
        long[] part = new long[kept.length / Long.BYTES];
        ByteBuffer.wrap(kept).asLongBuffer().get(part);
        merge(number, folds - foldsThen, part);
    }

    /** Frees all memory. */
    void close() {
        budget.addUsed(-bytes);
        bytes = 0;
        parts = new long[parts.length][];
        budget.remove(this);
    }

    private void merge(int number, int foldsSince, long[] finer) {
        for (int i = 0; i < finer.length; i += WORDS_PER_LINE) {
            int line = number * LINES_PER_PART + i / WORDS_PER_LINE >>> foldsSince;
            long[] part = part(line / LINES_PER_PART);
            int base = line % LINES_PER_PART * WORDS_PER_LINE;
            for (int word = 0; word < WORDS_PER_LINE; word++) {
                part[base + word] |= finer[i + word];
            }
        }
    }

    private int line(long hash) {
        return (int) (hash * lines >>> 32) >>> folds;
    }

    private int lineCount() {
        return (lines - 1 >>> folds) + 1;
    }

    private int lengthOf(int number) {
        return Math.min(LINES_PER_PART, lineCount() - number * LINES_PER_PART) * WORDS_PER_LINE;
    }

    private long[] part(int number) {
        long[] part = parts[number];
        if (part == null) {
            part = new long[lengthOf(number)];
            parts[number] = part;
            bytes += (long) part.length * Long.BYTES;
            budget.addUsed((long) part.length * Long.BYTES);
        }
        return part;
    }

    private void drop(long[] @Nullable [] from, int number) {
        long[] part = from[number];
        if (part != null) {
            from[number] = null;
            bytes -= (long) part.length * Long.BYTES;
            budget.addUsed(-(long) part.length * Long.BYTES);
        }
    }
}
