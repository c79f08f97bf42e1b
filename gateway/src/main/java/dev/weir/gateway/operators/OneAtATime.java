// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Runs the work of one request at a time, and refuses concurrent requests. */
public final class OneAtATime {
    private final Semaphore turn = new Semaphore(1);
    private final String whenBusy;

    /** @param whenBusy a sentence for the clients of refused requests */
    public OneAtATime(String whenBusy) {
        this.whenBusy = whenBusy;
    }

    /** @param work blocks, and returns how to send the response */
    public void run(HttpServerExchange exchange, Supplier<Runnable> work) {
        if (!turn.tryAcquire()) {
            ErrorAnswers.send(exchange, ApiError.BUSY, whenBusy);
            return;
        }
        Runnable answer;
        try {
            answer = work.get();
        } finally {
            turn.release();
        }
        // Respond after the release: a client that sends its next request on this response must not be refused.
        answer.run();
    }
}
