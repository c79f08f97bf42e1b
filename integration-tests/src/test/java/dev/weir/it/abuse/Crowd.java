package dev.weir.it.abuse;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Keeps so many connections open: one that ends is followed by a new one. */
final class Crowd implements EventLoop.Work {
    private static final long TURN_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** About 600 a second: whoever is thrown out comes back, and does not make it an abuse of another kind. */
    private static final int CONNECTS_A_TURN = 3;

    /** When opening connections is the very abuse. */
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

    /** One that opens connections as fast as it can. */
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
