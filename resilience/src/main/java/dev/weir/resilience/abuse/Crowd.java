// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Keeps a fixed number of connections open, and replaces each one that ends. */
final class Crowd implements EventLoop.Work {
    private static final long TURN_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /**
     * About 600 a second. Connections that the server closes are replaced, without turning this into a connection
     * flood.
     */
    private static final int CONNECTS_A_TURN = 3;

    /** For the attack that consists of opening connections. */
    private static final int RESTLESS_CONNECTS_A_TURN = 25;

    private final int size;
    private final int connectsATurn;
    private final long turnEveryNanos;
    private final Supplier<Connection> members;

    Crowd(int size, Supplier<Connection> members) {
        this(size, CONNECTS_A_TURN, TURN_EVERY_NANOS, members);
    }

    private Crowd(int size, int connectsATurn, long turnEveryNanos, Supplier<Connection> members) {
        this.size = size;
        this.connectsATurn = connectsATurn;
        this.turnEveryNanos = turnEveryNanos;
        this.members = members;
    }

    /** Clients that open connections as fast as they can. */
    static Crowd restless(int size, Supplier<Connection> members) {
        return new Crowd(size, RESTLESS_CONNECTS_A_TURN, 0, members);
    }

    @Override
    public long turn(EventLoop loop, long nowNanos) {
        loop.connections().forEach(connection -> connection.turn(nowNanos));
        for (int i = 0; i < connectsATurn && loop.size() < size; i++) {
            loop.open(members.get());
        }
        return turnEveryNanos;
    }
}
