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
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker: stops sending calls to a ClickHouse that does not respond, and probes it once per second.
 *
 * <p>It opens when half of the last few calls failed, or nearly all of them used up their timeout. The window counts
 * calls, not seconds, because a call to an unresponsive server fails only at its timeout. A call fails if there is no
 * response. An error that the server reports, such as a bad statement or an exceeded limit, is a response. A call that
 * got no connection because the gateway uses all of them says nothing about ClickHouse.
 *
 * <p>All pools share the circuit, and their timeouts differ. So a duration is measured as a share of its timeout.
 */
final class Circuit {
    private static final Logger log = LoggerFactory.getLogger(Circuit.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int WINDOW_CALLS = 6;
    private static final int LEAST_CALLS = 3;
    private static final int FAILED_PERCENT = 50;
    private static final int SLOW_PERCENT = 80;

    /** A call that takes this share of its timeout is slow. */
    private static final long SLOW_PERMILLE = 800;

    /** ClickHouse's error code when too many queries run at the same time. */
    private static final int TOO_MANY_SIMULTANEOUS_QUERIES = 202;

    /** A call over a connection. */
    @FunctionalInterface
    interface Call<T> {
        T answer() throws SQLException;
    }

    private final CircuitBreaker breaker = CircuitBreaker.of(
            "clickhouse",
            CircuitBreakerConfig.custom()
                    .slidingWindow(WINDOW_CALLS, LEAST_CALLS, SlidingWindowType.COUNT_BASED)
                    .failureRateThreshold(FAILED_PERCENT)
                    .slowCallRateThreshold(SLOW_PERCENT)
                    // The library compares durations. A millisecond here is a permille of a timeout.
                    .slowCallDurationThreshold(Duration.ofMillis(SLOW_PERMILLE))
                    .waitDurationInOpenState(PAUSE)
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .build());
    private volatile Instant openedAt = Instant.EPOCH;
    private volatile Instant pausedAt = Instant.EPOCH;

    Circuit() {
        breaker.getEventPublisher().onStateTransition(event -> note(event.getStateTransition()));
    }

    /** Registers the gauge {@code weir_clickhouse_circuit}: 0 closed, 1 half-open, 2 open. */
    void showIn(MeterRegistry meters) {
        Gauge.builder("weir.clickhouse.circuit", breaker, Circuit::stateNumber)
                .description("Circuit breaker of ClickHouse: 0 closed, 1 half-open, 2 open")
                .register(meters);
    }

    /**
     * Runs a call, or throws at once if the circuit is open.
     *
     * @param pool the name of the caller's pool, for logs
     * @param timeout how long the call may take
     * @param probe a short call, which runs first to find out whether ClickHouse responds again; other callers are
     *     refused until it ends
     */
    <T> T call(String pool, Duration timeout, Call<?> probe, Call<T> call) throws ClickHouseUnavailableException {
        acquire();
        if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
            run(pool, timeout, probe);
            acquire();
        }
        return run(pool, timeout, call);
    }

    private void acquire() throws ClickHouseUnavailableException {
        if (!breaker.tryAcquirePermission()) {
            throw new ClickHouseUnavailableException(
                    String.format(
                            Locale.ROOT,
                            "ClickHouse has not responded since %s.",
                            openedAt.truncatedTo(ChronoUnit.SECONDS)),
                    untilNextTry());
        }
    }

    private <T> T run(String pool, Duration timeout, Call<T> call) throws ClickHouseUnavailableException {
        long begin = System.nanoTime();
        try {
            T answer = call.answer();
            breaker.onSuccess(permille(begin, timeout), TimeUnit.MILLISECONDS);
            return answer;
        } catch (NoFreeConnectionException busy) {
            breaker.releasePermission();
            throw new ClickHouseUnavailableException(busy);
        } catch (SQLException | ClickHouseException failed) {
            // The driver lets unchecked exceptions of its client through.
            if (isAnswer(failed)) {
                breaker.onSuccess(permille(begin, timeout), TimeUnit.MILLISECONDS);
            } else {
                breaker.onError(permille(begin, timeout), TimeUnit.MILLISECONDS, failed);
            }
            log.atWarn()
                    .addKeyValue("pool", pool)
                    .addKeyValue("cause", String.valueOf(failed.getMessage()))
                    .log("ClickHouse did not respond");
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

    /** The share of the timeout that has passed. */
    private static long permille(long beginNanos, Duration timeout) {
        return Math.round(1_000.0 * (System.nanoTime() - beginNanos) / timeout.toNanos());
    }

    private void note(StateTransition transition) {
        switch (transition) {
            case CLOSED_TO_OPEN -> {
                openedAt = Instant.now();
                pausedAt = openedAt;
                log.atWarn().log("ClickHouse does not respond; queries are refused until it does");
            }
            case HALF_OPEN_TO_OPEN -> pausedAt = Instant.now();
            case HALF_OPEN_TO_CLOSED -> log.atInfo().log("ClickHouse responds again");
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
