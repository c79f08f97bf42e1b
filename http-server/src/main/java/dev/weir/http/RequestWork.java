// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * Runs the parts of a request's work. If a part fails unexpectedly, even with an {@link Error}, the response is a 500.
 */
public final class RequestWork {
    private static final Logger log = LoggerFactory.getLogger(RequestWork.class);

    private RequestWork() {}

    /** A handler whose unexpected failures get the same responses as other errors. */
    public static HttpHandler catching(HttpHandler next) {
        return exchange -> {
            try {
                next.handleRequest(exchange);
            } catch (Exception | Error unforeseen) {
                ErrorAnswers.sendInternal(exchange, unforeseen);
            }
        };
    }

    /** Runs a part of the work on this thread. */
    public static void run(HttpServerExchange exchange, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error unforeseen) {
            fail(exchange, unforeseen);
        }
    }

    /**
     * Runs a part of the work on the connection's IO thread. Responses are sent there: the work after a response, above
     * all the next request, must not run on a server that is closing, and must not delay other threads.
     */
    public static void runOnIoThread(HttpServerExchange exchange, Runnable part) {
        if (exchange.isInIoThread()) {
            run(exchange, part);
            return;
        }
        try {
            exchange.getIoThread().execute(RequestContext.of(exchange).wrap(() -> run(exchange, part)));
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("A response came after the server was closed");
        }
    }

    /** Wraps a part of the work that consumes a result. */
    public static <T> Consumer<T> guarded(HttpServerExchange exchange, Consumer<T> part) {
        return result -> run(exchange, () -> part.accept(result));
    }

    /** Responds with 500 on the connection's IO thread. If even that fails, closes the connection. */
    static void fail(HttpServerExchange exchange, Throwable unforeseen) {
        try {
            if (exchange.isInIoThread()) {
                ErrorAnswers.sendInternal(exchange, unforeseen);
            } else {
                exchange.getIoThread()
                        .execute(RequestContext.of(exchange)
                                .wrap(() -> run(exchange, () -> ErrorAnswers.sendInternal(exchange, unforeseen))));
            }
        } catch (RuntimeException | Error again) {
            IoUtils.safeClose(exchange.getConnection());
            log.atError().setCause(again).log("An error response could not be sent; the connection is closed");
        }
    }
}
