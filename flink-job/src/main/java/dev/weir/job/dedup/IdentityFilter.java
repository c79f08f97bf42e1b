package dev.weir.job.dedup;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Says of most identities that they are surely not in a segment: a blocked Bloom filter.
 *
 * <p>All bits of an identity lie in one line of 512 bits, so that a look-up costs one cache miss. With 16 bits an identity,
 * about one stranger in 1,000 gives a false alarm. Lines are in the order of the fingerprints and come in parts, each
 * allocated when it is first written to: a merge, which goes through the fingerprints in order, gives back the parts of
 * its inputs while it fills those of its output.
 *
 * <p>The filter can be folded when memory is short: each pair of neighbouring lines becomes one. It then takes half of the memory
 * and gives more false alarms, and still never misses an identity. Not thread-safe.
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

    /** @param lines before it is folded */
    IdentityFilter(int lines, int folds, FilterBudget budget) {
        this.lines = lines;
        this.folds = folds;
        this.budget = budget;
        parts = new long[partCount()][];
        budget.add(this);
    }

    /** How many lines a filter for so many identities has. */
    static int linesFor(long identities) {
        return Math.toIntExact(Math.max(1, (identities + IDENTITIES_PER_LINE - 1) / IDENTITIES_PER_LINE));
    }

    /** What orders and scatters the fingerprints: 32 of their bits. */
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

    boolean mayHold(long high, long low) {
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

    /** Gives back what is only about identities below a hash: nobody will ask for them. */
    void releaseBelow(long hash) {
        int end = hash >= 1L << 32 ? parts.length : line(hash) / LINES_PER_PART;
        for (; firstPart < end; firstPart++) {
            drop(parts, firstPart);
        }
    }

    /** Half of the memory, and more false alarms. */
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

    /** A part as it is kept in state. */
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

    /** Adds a part that was kept in state, of a filter that was folded at most as often as this one is. */
    void restore(int number, int foldsThen, byte[] kept) {
        long[] part = new long[kept.length / Long.BYTES];
        ByteBuffer.wrap(kept).asLongBuffer().get(part);
        merge(number, folds - foldsThen, part);
    }

    /** Gives back everything. */
    void close() {
        budget.changed(-bytes);
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
            budget.changed((long) part.length * Long.BYTES);
        }
        return part;
    }

    private void drop(long[] @Nullable [] from, int number) {
        long[] part = from[number];
        if (part != null) {
            from[number] = null;
            bytes -= (long) part.length * Long.BYTES;
            budget.changed(-(long) part.length * Long.BYTES);
        }
    }
}
