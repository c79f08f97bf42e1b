package dev.weir.gateway.clickhouse;

import java.time.Duration;

/** What follows from pings that were answered or missed. Used by one thread; read by any. */
final class Pulse {
    /** New work is refused from here on. A server that is only busy answers one of two pings. */
    static final int MISSES_UNTIL_SILENT = 2;

    /**
     * Running queries are given up from here on, which takes ten seconds where pings get no answer. Until then they may still be
     * answered, and their own time-outs bound them.
     */
    static final int MISSES_UNTIL_LOST = 5;

    /** How much longer than agreed a ping may take on a machine that has much to do. */
    private static final Duration SLACK = Duration.ofMillis(500);

    /** How ClickHouse seems to be. */
    enum State {
        BEATING,
        /** New work is refused. */
        SILENT,
        /** Running work is given up, too. */
        LOST
    }

    private final Duration longest;
    private int misses;
    private volatile State state = State.BEATING;

    /** @param timeout after which a ping counts as missed */
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
     * A ping got no answer.
     *
     * @param after how long it was waited for; where that is longer than the time-out, the gateway itself stood still meanwhile,
     *     which says nothing about ClickHouse
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
