// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.job.decode.ReadProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;

/** Inserts the latest progress of each partition at a fixed interval. Used by the task's thread alone. */
final class ReadProgressWriter implements SinkWriter<ReadProgress> {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Table<ReadProgress> table;
    private final TableInserter inserter;
    private final ProcessingTimeService clock;
    private final Map<Integer, ReadProgress> pending = new TreeMap<>();

    ReadProgressWriter(Table<ReadProgress> table, TableInserter inserter, ProcessingTimeService clock) {
        this.table = table;
        this.inserter = inserter;
        this.clock = clock;
        scheduleFlush();
    }

    @Override
    public void write(ReadProgress progress, Context context) {
        pending.put(progress.partition(), progress);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (!pending.isEmpty()) {
            inserter.insert(table.encoded(pending.values()));
            pending.clear();
        }
    }

    @Override
    public void close() {
        // There is nothing to close.
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A failing timer fails the task.
    private void scheduleFlush() {
        clock.registerTimer(clock.getCurrentProcessingTime() + INTERVAL.toMillis(), time -> {
            flush(false);
            scheduleFlush();
        });
    }
}
