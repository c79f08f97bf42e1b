package dev.weir.local;

/**
 * How a process ended.
 *
 * @param status what the operating system says: above 128, the number of the signal that ended it, plus 128
 */
record Ending(int status) {
    private static final int SIGNALLED = 128;
    private static final int MOST_SIGNALS = 64;
    private static final int KILLED = SIGNALLED + 9;

    /** Whether a person ended it, or the system where memory ran out: what the log says is not why then. */
    boolean isKill() {
        return status == KILLED;
    }

    /** As a person reads it: {@code signal 9}, or {@code exit status 1}. */
    @Override
    public String toString() {
        return status > SIGNALLED && status <= SIGNALLED + MOST_SIGNALS
                ? "signal " + (status - SIGNALLED)
                : "exit status " + status;
    }
}
