// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.query.RepeatedAnswer;
import dev.weir.gateway.query.RepeatedQuery;
import dev.weir.gateway.query.RepeatedRead;
import dev.weir.gateway.query.RepeatedReads;
import dev.weir.http.ApiError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one query, for all of its streams.
 *
 * <p>Its numbers never step back: the next read begins after the last one, and an answer that is less fresh than the
 * last one is not shown.
 */
final class QueryFeed extends Feed {
    /** After a slow read, the next one waits for this many times its duration, so that streams never load ClickHouse. */
    private static final int RESTS = 3;

    private static final long LONGEST_REST_NANOS = Duration.ofSeconds(4).toNanos();

    private final RepeatedQuery query;
    private final RepeatedReads reads;
    private final Clock clock;
    private final Runnable whenPublished;

    private volatile boolean isReading;
    private long restsUntilNanos = System.nanoTime();
    private @Nullable RepeatedAnswer answer;
    private RepeatedRead.@Nullable Problem problem;

    QueryFeed(RepeatedQuery query, RepeatedReads reads, Clock clock, Runnable whenPublished) {
        this.query = query;
        this.reads = reads;
        this.clock = clock;
        this.whenPublished = whenPublished;
    }

    @Override
    synchronized void refresh() {
        long begin = System.nanoTime();
        if (!isReading && begin - restsUntilNanos >= 0) {
            isReading = true;
            reads.read(query, outcome -> take(outcome, begin));
        } else if (isSilent()) {
            repeat();
        }
    }

    @Override
    boolean isBusy() {
        return isReading;
    }

    private synchronized void take(RepeatedRead read, long begin) {
        long end = System.nanoTime();
        restsUntilNanos = end + Math.min(LONGEST_REST_NANOS, (end - begin) * RESTS);
        if (read instanceof RepeatedRead.Answered answered) {
            take(answered.answer());
        } else if (read instanceof RepeatedRead.Problem failed) {
            take(failed);
        }
        isReading = false;
    }

    private void take(RepeatedAnswer next) {
        if (next.bytes() > StreamLimits.EVENT_BYTES) {
            take(new RepeatedRead.Problem(
                    ApiError.TOO_LARGE,
                    "The answer has " + next.bytes() + " bytes, and an event at most " + StreamLimits.EVENT_BYTES
                            + ". Set a lower limit."));
            return;
        }
        RepeatedAnswer last = answer;
        boolean isChange = problem != null || last == null;
        if (last == null || !isOlder(next, last)) {
            isChange |= last != null && !next.hasNumbersOf(last);
            answer = next;
        }
        problem = null;
        if (isChange || isSilent()) {
            repeat();
        }
    }

    private void take(RepeatedRead.Problem next) {
        boolean isChange = !next.equals(problem);
        problem = next;
        if (isChange || isSilent()) {
            repeat();
        }
    }

    /** Publishes the last answer or problem, with its present age. */
    private void repeat() {
        if (problem != null) {
            publish(Payload.of(nextNumber(), problem));
        } else if (answer != null) {
            publish(Payload.of(nextNumber(), answer, clock.instant()));
        } else {
            return;
        }
        whenPublished.run();
    }

    private static boolean isOlder(RepeatedAnswer one, RepeatedAnswer other) {
        Instant asOf = one.asOf();
        Instant otherAsOf = other.asOf();
        return otherAsOf != null && (asOf == null || asOf.isBefore(otherAsOf));
    }
}
