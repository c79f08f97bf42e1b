package dev.weir.gateway.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.Methods;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The end of a server's work: lets requests in flight finish, and refuses new POSTs with 503.
 *
 * <p>Reads go on until the socket closes, so that load balancers see the readiness change. Every answer is the last of its
 * connection, which its client thereby knows to be over.
 */
public final class Drain implements HttpHandler {
    /** Added to the count of requests once draining: the sum alone then says both things, atomically. */
    private static final long DRAINING = 1L << 62;

    private final HttpHandler next;
    private final AtomicLong requests = new AtomicLong();
    private final Object idle = new Object();
    private final ResponseCommitListener lastAnswer = this::endConnectionWhereDraining;

    public Drain(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        boolean draining = requests.incrementAndGet() > DRAINING;
        exchange.addExchangeCompleteListener((done, listener) -> {
            if (requests.decrementAndGet() == DRAINING) {
                synchronized (idle) {
                    idle.notifyAll();
                }
            }
            listener.proceed();
        });
        exchange.addResponseCommitListener(lastAnswer);
        if (draining && exchange.getRequestMethod().equals(Methods.POST)) {
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
        requests.updateAndGet(count -> count >= DRAINING ? count : count + DRAINING);
    }

    /** Waits until no request is in flight, once draining has begun; false where that took too long. */
    public boolean awaitIdle(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (idle) {
            while (requests.get() != DRAINING) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(idle, left);
            }
            return true;
        }
    }

    /** Also for the requests that had begun before: each connection ends with the answer that is still owed on it. */
    private void endConnectionWhereDraining(HttpServerExchange exchange) {
        if (isDraining()) {
            exchange.setPersistent(false);
        }
    }
}
