// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources of a request that its client's next request may need: the query id and the session. They are released
 * before the response is sent, because a client may send the next request as soon as it has the response. Not
 * thread-safe.
 */
final class Held implements AutoCloseable {
    private final Deque<Runnable> givesBack = new ArrayDeque<>();

    /** The action that was added last runs first. */
    void add(Runnable giveBack) {
        givesBack.push(giveBack);
    }

    /** Runs all actions, once. */
    @Override
    public void close() {
        while (!givesBack.isEmpty()) {
            givesBack.pop().run();
        }
    }
}
