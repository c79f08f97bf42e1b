// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.ServerException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker: stops sending calls to a ClickHouse that does not respond, and probes it with one call per second.
 *
 * <p>It opens when half of the last few calls failed, or nearly all of them used up their timeout. The window counts
 * calls, not seconds, because a call to a silent server takes its whole timeout to fail. A call fails if there is no
 * response. An error that the server reports, such as a bad statement or an exceeded limit, is a response.
 */
final class Circuit {
    private static final Logger log = LoggerFactory.getLogger(Circuit.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int WINDOW_CALLS = 6;
    private static final int LEAST_CALLS = 3;
    private static final int FAILED_PERCENT = 50;
    private static final int SLOW_PERCENT = 80;

    /** ClickHouse's error code when too many queries run at the same time. */
    private static final int TOO_MANY_SIMULTANEOUS_QUERIES = 202;

    /** A call over a connection. */
    @FunctionalInterface
    interface Call<T> {
        T answer() throws SQLException;
    }

    private final CircuitBreaker breaker;
    private volatile Instant openedAt = Instant.EPOCH;
    private volatile Instant pausedAt = Instant.EPOCH;

    /**
     * @param name the name of the pool, for logs
     * @param timeout a call that takes four fifths of it is slow
     */
    Circuit(String name, Duration timeout) {
        breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW_CALLS, LEAST_CALLS, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(FAILED_PERCENT)
                        .slowCallRateThreshold(SLOW_PERCENT)
                        .slowCallDurationThreshold(timeout.multipliedBy(4).dividedBy(5))
                        .waitDurationInOpenState(PAUSE)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> note(event.getStateTransition()));
    }

    /** Registers the gauge {@code weir_clickhouse_circuit}: 0 closed, 1 half-open, 2 open. */
    void showIn(MeterRegistry meters) {
        Gauge.builder("weir.clickhouse.circuit", breaker, Circuit::stateNumber)
                .description("0 where ClickHouse is asked, 1 while one call tries it, 2 while it is left alone")
                .tag("pool", breaker.getName())
                .register(meters);
    }

    /** Runs a call, or throws at once if the circuit is open. */
    <T> T call(Call<T> call) throws ClickHouseUnavailableException {
        if (!breaker.tryAcquirePermission()) {
            throw new ClickHouseUnavailableException(
                    String.format(
                            Locale.ROOT,
                            "ClickHouse has not answered since %s.",
                            openedAt.truncatedTo(ChronoUnit.SECONDS)),
                    untilNextTry());
        }
        long begin = breaker.getCurrentTimestamp();
        try {
            T answer = call.answer();
            breaker.onSuccess(elapsedSince(begin), breaker.getTimestampUnit());
            return answer;
        } catch (SQLException | ClickHouseException failed) {
            // The driver lets unchecked exceptions of its client through.
            if (isAnswer(failed)) {
                breaker.onSuccess(elapsedSince(begin), breaker.getTimestampUnit());
            } else {
                breaker.onError(elapsedSince(begin), breaker.getTimestampUnit(), failed);
            }
            log.atWarn()
                    .addKeyValue("pool", breaker.getName())
                    .addKeyValue("cause", String.valueOf(failed.getMessage()))
                    .log("ClickHouse gave no answer");
            throw new ClickHouseUnavailableException(failed);
        } catch (RuntimeException | Error ours) {
            breaker.releasePermission();
            throw ours;
        }
    }

    private static boolean isAnswer(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException answered) {
                return answered.getCode() > 0 && answered.getCode() != TOO_MANY_SIMULTANEOUS_QUERIES;
            }
        }
        return false;
    }

    private Duration untilNextTry() {
        Duration left = PAUSE.minus(Duration.between(pausedAt, Instant.now()));
        return left.isNegative() ? PAUSE : left;
    }

    private long elapsedSince(long begin) {
        return breaker.getCurrentTimestamp() - begin;
    }

    private void note(StateTransition transition) {
        switch (transition) {
            case CLOSED_TO_OPEN -> {
                openedAt = Instant.now();
                pausedAt = openedAt;
                log.atWarn()
                        .addKeyValue("pool", breaker.getName())
                        .log("ClickHouse does not answer; queries are not sent to it until it does");
            }
            case HALF_OPEN_TO_OPEN -> pausedAt = Instant.now();
            case HALF_OPEN_TO_CLOSED ->
                log.atInfo().addKeyValue("pool", breaker.getName()).log("ClickHouse answers again");
            default -> {}
        }
    }

    private static int stateNumber(CircuitBreaker breaker) {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 2;
            case HALF_OPEN -> 1;
            default -> 0;
        };
    }
}
