package dev.weir.gateway.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The end of a server's work: lets requests in flight finish, and refuses new POSTs with 503.
 *
 * <p>Reads go on until the socket closes, so that load balancers see the readiness change.
 */
public final class Drain implements HttpHandler {
    /** Added to the count of requests once draining: the sum alone then says both things, atomically. */
    private static final long DRAINING = 1L << 62;

    private final HttpHandler next;
    private final AtomicLong requests = new AtomicLong();
    private final CountDownLatch idle = new CountDownLatch(1);

    public Drain(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        boolean draining = requests.incrementAndGet() > DRAINING;
        exchange.addExchangeCompleteListener((done, listener) -> {
            if (requests.decrementAndGet() == DRAINING) {
                idle.countDown();
            }
            listener.proceed();
        });
        if (draining && exchange.getRequestMethod().equals(Methods.POST)) {
            exchange.setPersistent(false);
            ErrorAnswers.send(
                    exchange, ApiError.DRAINING, "The gateway is stopping; send this again, to another if you can.");
            return;
        }
        next.handleRequest(exchange);
    }

    public boolean isDraining() {
        return requests.get() >= DRAINING;
    }

    /** From now on POSTs are refused. */
    public void begin() {
        if (requests.getAndUpdate(count -> count >= DRAINING ? count : count + DRAINING) == 0) {
            idle.countDown();
        }
    }

    /** Waits until no request is in flight; false where that took too long. */
    public boolean awaitIdle(Duration atMost) throws InterruptedException {
        return idle.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
