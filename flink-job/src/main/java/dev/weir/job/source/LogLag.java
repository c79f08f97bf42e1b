package dev.weir.job.source;

import dev.weir.job.source.LogEnds.Answer;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** How far a subtask is behind the end of its partitions, by what the brokers last said. For any thread. */
final class LogLag {
    private final Map<String, Position> positions;
    private final Supplier<@Nullable Answer> latest;
    private final Clock clock;

    /** @param positions by split; a map for many threads */
    LogLag(Map<String, Position> positions, Supplier<@Nullable Answer> latest, Clock clock) {
        this.positions = positions;
        this.latest = latest;
        this.clock = clock;
    }

    void register(MetricGroup group) {
        group.gauge("log_lag_records", this::records);
        group.gauge("log_lag_seconds", this::seconds);
    }

    /** Records that stand in the log and have not been read. */
    long records() {
        Answer answer = latest.get();
        return answer == null
                ? 0
                : positions.values().stream()
                        .mapToLong(position -> position.lagRecords(answer))
                        .sum();
    }

    /** The age of the oldest place that is being read; 0 where all are read to their ends. */
    double seconds() {
        Answer answer = latest.get();
        return answer == null
                ? 0
                : positions.values().stream()
                        .filter(position -> !position.isAtEnd(answer))
                        .mapToDouble(position -> position.ageSeconds(clock.millis()))
                        .max()
                        .orElse(0);
    }
}
