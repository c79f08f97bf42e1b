package dev.weir.local;

/**
 * How a process ended.
 *
 * @param status what the operating system says: above 128, the number of the signal that ended it, plus 128
 */
record Ending(int status) {
    private static final int SIGNALLED = 128;
    private static final int MOST_SIGNALS = 64;

    /** As a person reads it: {@code signal 9}, or {@code exit status 1}. */
    @Override
    public String toString() {
        return status > SIGNALLED && status <= SIGNALLED + MOST_SIGNALS
                ? "signal " + (status - SIGNALLED)
                : "exit status " + status;
    }
}
