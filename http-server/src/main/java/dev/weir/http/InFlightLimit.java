// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import dev.weir.http.admission.BudgetGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits the number of requests in progress and refuses further ones. A request is in progress from its head to the
 * start of its response.
 */
public final class InFlightLimit {
    private final int limit;
    private final Semaphore places;

    public InFlightLimit(int limit) {
        this.limit = limit;
        this.places = new Semaphore(limit);
    }

    /** @param name of the budget, such as {@code requests} */
    public InFlightLimit showAs(String name, MeterRegistry meters) {
        BudgetGauges.show(meters, name, () -> limit - places.availablePermits(), limit);
        return this;
    }

    /** Lets a request in that does not come over HTTP. Returns false if too many are in progress. */
    public boolean tryEnter() {
        return places.tryAcquire();
    }

    /** Ends a request that {@link #tryEnter} let in. */
    public void leave() {
        places.release();
    }

    /** Limits the requests of a handler. */
    public HttpHandler wrap(HttpHandler next) {
        return exchange -> handle(exchange, next);
    }

    private void handle(HttpServerExchange exchange, HttpHandler next) throws Exception {
        if (!places.tryAcquire()) {
            ErrorAnswers.send(
                    exchange,
                    ApiError.QUEUE_FULL,
                    String.format(Locale.ROOT, "%d requests are in progress, the maximum. Retry.", limit));
            return;
        }
        Place place = new Place(places);
        exchange.addResponseCommitListener(place);
        exchange.addExchangeCompleteListener(place);
        next.handleRequest(exchange);
    }

    /** Released when the response starts or the client disconnects, whichever comes first. */
    private static final class Place extends AtomicBoolean
            implements ResponseCommitListener, ExchangeCompletionListener {
        private static final long serialVersionUID = 1L;

        private final transient Semaphore places;

        Place(Semaphore places) {
            this.places = places;
        }

        @Override
        public void beforeCommit(HttpServerExchange exchange) {
            release();
        }

        @Override
        public void exchangeEvent(HttpServerExchange exchange, NextListener next) {
            release();
            next.proceed();
        }

        private void release() {
            if (compareAndSet(false, true)) {
                places.release();
            }
        }
    }
}
