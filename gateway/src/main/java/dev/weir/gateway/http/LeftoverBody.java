package dev.weir.gateway.http;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * What a client still sends of a body that has been refused. It is read and thrown away, because a client that is cut off
 * while it sends may never see the answer; but only for a moment.
 */
final class LeftoverBody {
    private static final long LONGEST_SECONDS = 5;

    private LeftoverBody() {}

    /** Ends the connection unless the client is soon done. */
    static void limit(HttpServerExchange exchange) {
        XnioExecutor.Key cutOff = exchange.getIoThread()
                .executeAfter(
                        () -> {
                            if (!exchange.isComplete()) {
                                IoUtils.safeClose(exchange.getConnection());
                            }
                        },
                        LONGEST_SECONDS,
                        TimeUnit.SECONDS);
        exchange.addExchangeCompleteListener((done, next) -> {
            cutOff.remove();
            next.proceed();
        });
    }
}
