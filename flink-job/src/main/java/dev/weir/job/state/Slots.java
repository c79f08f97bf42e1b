package dev.weir.job.state;

/**
 * Where a cache of fixed size keeps its keys: each in one of four slots side by side, by its hash. Where all of them are taken,
 * the oldest makes room.
 */
public final class Slots {
    /** How many slots a key has. */
    public static final int WAYS = 4;

    private Slots() {}

    /** How long the arrays of a cache of at most so many keys are. */
    public static int size(int keys) {
        return Math.max(WAYS, Integer.highestOneBit(keys));
    }

    /** The first of the slots of a key. */
    public static int first(int hash, int size) {
        int spread = hash * 0x9E3779B9;
        return (spread ^ spread >>> 16) & size - WAYS;
    }

    /** Moves what is in the slots of a key on by one, so that the first is free. */
    @SuppressWarnings("SuspiciousSystemArraycopy") // An array of any kind.
    public static void makeRoom(Object array, int first) {
        System.arraycopy(array, first, array, first + 1, WAYS - 1);
    }
}
