// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.testing;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.dedup.DeduplicateOperator;
import dev.weir.job.dedup.UserShards;
import dev.weir.job.terms.Terms;
import dev.weir.job.tracing.JobTracing;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Decides whether an event is counted, before an operator under test: by its age as the decoder does, and by its day as
 * the deduplication does.
 */
public final class Gate implements AutoCloseable {
    private static final Duration HORIZON = Duration.ofHours(24);

    private final ParallelOperator<Integer, ReceivedEvent, ReceivedEvent> operator;
    private Terms terms;
    private long clock = Long.MIN_VALUE;

    public Gate(Duration lateness) throws Exception {
        terms = Terms.of(lateness, HORIZON);
        operator = new ParallelOperator<>(
                () -> new DeduplicateOperator("events", this.terms, JobTracing.OFF),
                received -> UserShards.keyOf(received.event().userId()),
                Types.INT);
    }

    public boolean admits(String userId, long timestamp, long receivedAt) throws Exception {
        if (timestamp < receivedAt - terms.allowedLateness().at(receivedAt).toMillis()) {
            return false;
        }
        operator.process(ReceivedEvents.assigned(userId, "e", timestamp, receivedAt), receivedAt);
        return !operator.takeOutput().isEmpty();
    }

    public void watermark(long timestamp) throws Exception {
        clock = Math.max(clock, timestamp);
        operator.watermark(timestamp);
    }

    /** Restarts with another lateness. Returns the new terms, which the operators behind the gate must use too. */
    public Terms restart(int parallelism, Duration lateness, long now) throws Exception {
        terms = terms.changedTo(
                lateness, HORIZON, clock == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(clock), now);
        operator.restart(parallelism);
        return terms;
    }

    @Override
    public void close() throws Exception {
        operator.close();
    }
}
