// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import dev.weir.job.source.LogEndPoller.LogBounds;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** The lag of a subtask behind the ends of its partitions, according to the brokers' last response. Thread-safe. */
final class LogLag {
    private final Map<String, PartitionPosition> positions;
    private final Supplier<@Nullable LogBounds> latest;
    private final Clock clock;

    /** @param positions by split; a thread-safe map */
    LogLag(Map<String, PartitionPosition> positions, Supplier<@Nullable LogBounds> latest, Clock clock) {
        this.positions = positions;
        this.latest = latest;
        this.clock = clock;
    }

    void register(MetricGroup group) {
        group.gauge("log_lag_records", this::records);
        group.gauge("log_lag_seconds", this::seconds);
    }

    /** The number of records in the log that have not been read. */
    long records() {
        LogBounds bounds = latest.get();
        return bounds == null
                ? 0
                : positions.values().stream()
                        .mapToLong(position -> position.lagRecords(bounds))
                        .sum();
    }

    /**
     * The age of the last record read in the partition that is furthest behind; 0 if all partitions are read to their
     * ends.
     */
    double seconds() {
        LogBounds bounds = latest.get();
        return bounds == null
                ? 0
                : positions.values().stream()
                        .filter(position -> !position.isAtEnd(bounds))
                        .mapToDouble(position -> position.ageSeconds(clock.millis()))
                        .max()
                        .orElse(0);
    }
}
