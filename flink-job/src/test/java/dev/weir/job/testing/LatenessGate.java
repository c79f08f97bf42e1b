// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.testing;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.dedup.DeduplicateOperator;
import dev.weir.job.dedup.UserShards;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.tracing.JobTracing;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Decides whether an event is counted, before an operator under test: by its age as the decoder does, and by its day as
 * the deduplication does.
 */
public final class LatenessGate implements AutoCloseable {
    private static final Duration HORIZON = Duration.ofHours(24);

    private final ParallelOperator<Integer, ReceivedEvent, ReceivedEvent> operator;
    private CountingSettings settings;
    private long clock = Long.MIN_VALUE;

    public LatenessGate(Duration lateness) throws Exception {
        settings = CountingSettings.of(lateness, HORIZON);
        operator = new ParallelOperator<>(
                () -> new DeduplicateOperator("events", this.settings, JobTracing.OFF),
                received -> UserShards.keyOf(received.event().userId()),
                Types.INT);
    }

    /** An allowed lateness to begin with. */
    public static Arbitrary<Duration> someLateness() {
        return Arbitraries.of(Duration.ZERO, Duration.ofHours(1), Duration.ofDays(3), Duration.ofDays(30));
    }

    /** The lateness after each restart. */
    public static Arbitrary<List<Duration>> changesOfLateness() {
        return Arbitraries.of(Duration.ZERO, Duration.ofDays(3), Duration.ofDays(30), Duration.ofDays(100))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    public boolean admits(String userId, long timestamp, long receivedAt) throws Exception {
        if (timestamp < receivedAt - settings.allowedLateness().at(receivedAt).toMillis()) {
            return false;
        }
        operator.process(ReceivedEvents.assigned(userId, "e", timestamp, receivedAt), receivedAt);
        return !operator.takeOutput().isEmpty();
    }

    public void watermark(long timestamp) throws Exception {
        clock = Math.max(clock, timestamp);
        operator.watermark(timestamp);
    }

    /** Restarts with another lateness. Returns the new settings, which the operators behind the gate must use too. */
    public CountingSettings restart(int parallelism, Duration lateness, long now) throws Exception {
        settings = settings.changedTo(
                lateness, HORIZON, clock == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(clock), now);
        operator.restart(parallelism);
        return settings;
    }

    @Override
    public void close() throws Exception {
        operator.close();
    }
}
