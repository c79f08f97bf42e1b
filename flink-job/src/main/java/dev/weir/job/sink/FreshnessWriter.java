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
final class FreshnessWriter implements SinkWriter<Freshness> {
    static final Duration INTERVAL = Duration.ofMillis(200);
    static final Duration INTERVAL_WITHOUT_ROWS = Duration.ofSeconds(1);

    /**
     * How long the short interval lasts after rows of one table, so that the freshness of the other tables follows
     * quickly.
     */
    static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private final Inserts inserts;
    private final ProcessingTimeService clock;
    private final Map<String, TableFreshness> tables = new TreeMap<>();

    private long rowsAt;
    private long insertedAt;

    FreshnessWriter(Inserts inserts, ProcessingTimeService clock) {
        this.inserts = inserts;
        this.clock = clock;
        scheduleTick();
    }

    /** The last reports of the writers of a table. */
    private static final class TableFreshness {
        private final long[] asOfByWriter;
        private long written = Long.MIN_VALUE;

        TableFreshness(int writers) {
            asOfByWriter = new long[writers];
            Arrays.fill(asOfByWriter, Long.MIN_VALUE);
        }

        long asOf() {
            return Arrays.stream(asOfByWriter).min().orElse(Long.MIN_VALUE);
        }
    }

    @Override
    public void write(Freshness freshness, Context context) {
        TableFreshness table =
                tables.computeIfAbsent(freshness.tableName(), name -> new TableFreshness(freshness.writers()));
        table.asOfByWriter[freshness.writer()] = freshness.asOf();
        if (freshness.afterRows()) {
            rowsAt = clock.getCurrentProcessingTime();
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        insertedAt = clock.getCurrentProcessingTime();
        List<TableAsOf> fresher = new ArrayList<>();
        tables.forEach((name, table) -> {
            if (table.asOf() > table.written) {
                fresher.add(new TableAsOf(name, table.asOf()));
            }
        });
        if (!fresher.isEmpty()) {
            inserts.insert(Tables.freshness().encoded(fresher));
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
            if (now - rowsAt < AFTERWARDS.toMillis() || now - insertedAt >= INTERVAL_WITHOUT_ROWS.toMillis()) {
                flush(false);
            }
            scheduleTick();
        });
    }
}
