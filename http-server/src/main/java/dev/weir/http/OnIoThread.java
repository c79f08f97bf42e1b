// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends responses on the connection's IO thread. The work after a response, above all the next request, must not run on
 * a server that is closing, and must not delay other threads.
 */
public final class OnIoThread {
    private static final Logger log = LoggerFactory.getLogger(OnIoThread.class);

    private OnIoThread() {}

    public static void run(HttpServerExchange exchange, Runnable answer) {
        if (exchange.isInIoThread()) {
            ErrorAnswers.guard(exchange, answer);
            return;
        }
        try {
            exchange.getIoThread()
                    .execute(RequestContext.of(exchange).wrap(() -> ErrorAnswers.guard(exchange, answer)));
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("A response came after the server was closed");
        }
    }
}
