// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * Inserts the freshness of all tables in one batch: five times a second while rows are written, because clients may be
 * waiting for their events, and once a second otherwise. Used by the task's thread alone.
 */
final class FreshnessWriter implements SinkWriter<FreshnessReport> {
    static final Duration INTERVAL = Duration.ofMillis(200);
    static final Duration INTERVAL_WITHOUT_ROWS = Duration.ofSeconds(1);

    /**
     * How long the short interval lasts after rows of one table, so that the freshness of the other tables follows
     * quickly.
     */
    static final Duration SHORT_INTERVAL_AFTER_ROWS = Duration.ofSeconds(2);

    private final TableInserter inserter;
    private final ProcessingTimeService clock;
    private final Map<String, ReportedFreshness> tables = new TreeMap<>();

    private long rowsAt;
    private long insertedAt;

    FreshnessWriter(TableInserter inserter, ProcessingTimeService clock) {
        this.inserter = inserter;
        this.clock = clock;
        scheduleTick();
    }

    /** The last reports of the writers of a table. */
    private static final class ReportedFreshness {
        private final long[] asOfByWriter;
        private long written = Long.MIN_VALUE;

        ReportedFreshness(int writers) {
            asOfByWriter = new long[writers];
            Arrays.fill(asOfByWriter, Long.MIN_VALUE);
        }

        long asOf() {
            return Arrays.stream(asOfByWriter).min().orElse(Long.MIN_VALUE);
        }
    }

    @Override
    public void write(FreshnessReport freshness, Context context) {
        ReportedFreshness table =
                tables.computeIfAbsent(freshness.tableName(), name -> new ReportedFreshness(freshness.writers()));
        table.asOfByWriter[freshness.writer()] = freshness.asOf();
        if (freshness.afterRows()) {
            rowsAt = clock.getCurrentProcessingTime();
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        insertedAt = clock.getCurrentProcessingTime();
        List<TableFreshness> fresherTables = new ArrayList<>();
        tables.forEach((name, table) -> {
            if (table.asOf() > table.written) {
                fresherTables.add(new TableFreshness(name, table.asOf()));
            }
        });
        if (!fresherTables.isEmpty()) {
            inserter.insert(Tables.freshness().encoded(fresherTables));
            tables.values().forEach(table -> table.written = table.asOf());
        }
    }

    @Override
    public void close() {
        // There is nothing to close.
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A failing timer fails the task.
    private void scheduleTick() {
        clock.registerTimer(clock.getCurrentProcessingTime() + INTERVAL.toMillis(), time -> {
            long now = clock.getCurrentProcessingTime();
            if (now - rowsAt < SHORT_INTERVAL_AFTER_ROWS.toMillis()
                    || now - insertedAt >= INTERVAL_WITHOUT_ROWS.toMillis()) {
                flush(false);
            }
            scheduleTick();
        });
    }
}
