// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

/**
 * How a process ended.
 *
 * @param status the exit status; above 128, it is the number of the signal that ended the process, plus 128
 */
record Ending(int status) {
    private static final int SIGNALLED = 128;
    private static final int MOST_SIGNALS = 64;
    private static final int KILLED = SIGNALLED + 9;

    /**
     * True after SIGKILL. A user sent it, or the kernel did because memory ran out, so the log does not contain the
     * cause.
     */
    boolean isKill() {
        return status == KILLED;
    }

    /** Such as {@code signal 9} or {@code exit status 1}. */
    @Override
    public String toString() {
        return status > SIGNALLED && status <= SIGNALLED + MOST_SIGNALS
                ? "signal " + (status - SIGNALLED)
                : "exit status " + status;
    }
}
