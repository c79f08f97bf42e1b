// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import java.time.Duration;

/** Derives the state of ClickHouse from successful and missed pings. One thread writes it; any thread may read it. */
final class Pulse {
    /** New work is refused from here on. A server that is only busy responds to one of two pings. */
    static final int MISSES_UNTIL_SILENT = 2;

    /**
     * Running queries are aborted from here on, which takes ten seconds if pings time out. Until then a query may still
     * get its response, and its own timeout bounds it.
     */
    static final int MISSES_UNTIL_LOST = 5;

    /** How much a ping may exceed its timeout on a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(500);

    enum State {
        BEATING,
        /** New work is refused. */
        SILENT,
        /** Running work is aborted, too. */
        LOST
    }

    private final Duration longest;
    private int misses;
    private volatile State state = State.BEATING;

    /** @param timeout the timeout of a ping */
    Pulse(Duration timeout) {
        longest = timeout.plus(SLACK);
    }

    State state() {
        return state;
    }

    void beat() {
        misses = 0;
        state = State.BEATING;
    }

    /**
     * Records a ping without a response.
     *
     * @param after how long the ping took. If that is longer than the timeout and some slack, the gateway itself was
     *     paused. Such a ping says nothing about ClickHouse and is ignored.
     */
    void missed(Duration after) {
        if (after.compareTo(longest) > 0) {
            return;
        }
        misses++;
        if (misses >= MISSES_UNTIL_LOST) {
            state = State.LOST;
        } else if (misses >= MISSES_UNTIL_SILENT) {
            state = State.SILENT;
        }
    }
}
