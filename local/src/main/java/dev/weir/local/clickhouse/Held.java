package dev.weir.local.clickhouse;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a request holds that its client's next request may need: its query id, its session. It is given back before the answer goes
 * out, because a client may send the next request as soon as it has the answer. Not thread-safe.
 */
final class Held implements AutoCloseable {
    private final Deque<Runnable> givesBack = new ArrayDeque<>();

    /** What was added last is given back first. */
    void add(Runnable giveBack) {
        givesBack.push(giveBack);
    }

    /** Gives everything back, once. */
    @Override
    public void close() {
        while (!givesBack.isEmpty()) {
            givesBack.pop().run();
        }
    }
}
