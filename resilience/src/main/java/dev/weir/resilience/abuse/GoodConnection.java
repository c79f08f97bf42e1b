// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A keep-alive connection of the good client, with one request at a time. */
final class GoodConnection extends Connection {
    /** A request that waits for its response. */
    record Pending(int batch, int number, Request request, long dueNanos) {}

    /** Called when a request has ended. */
    interface Listener {
        /** @param status {@link Attempt#NO_ANSWER} if there was no response */
        void done(GoodConnection connection, Pending over, int status, boolean mayRetry);
    }

    private final Listener listener;
    private final ResponseParser answers = new ResponseParser(this::answered);
    private @Nullable Pending pending;
    private boolean isLast;
    private long idleSinceNanos;

    GoodConnection(Listener listener, Pending first) {
        this.listener = listener;
        this.pending = first;
    }

    void ask(Pending next) {
        pending = next;
        write(next.request().bytes());
        send();
    }

    /** Whether it can take another request. */
    boolean isIdle() {
        return isConnected() && !hasEnded() && pending == null && !isLast;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** Gives up on a request that was due before this time. */
    void giveUpOnWhatWasDueBefore(long nanos) {
        Pending waiting = pending;
        if (waiting != null && waiting.dueNanos() - nanos < 0) {
            abort();
            over(Attempt.NO_ANSWER, false);
        }
    }

    @Override
    void connected() {
        Pending first = pending;
        if (first != null) {
            ask(first);
        }
    }

    @Override
    void received(ByteBuffer bytes) throws IOException {
        answers.parse(bytes);
    }

    @Override
    void ended(End how) {
        over(Attempt.NO_ANSWER, false);
    }

    private void answered(ResponseParser.Response response) {
        if (response.closes()) {
            isLast = true;
            close();
        }
        over(response.status(), response.mayRetry());
    }

    private void over(int status, boolean mayRetry) {
        Pending done = pending;
        pending = null;
        idleSinceNanos = System.nanoTime();
        if (done != null) {
            listener.done(this, done, status, mayRetry);
        }
    }
}
