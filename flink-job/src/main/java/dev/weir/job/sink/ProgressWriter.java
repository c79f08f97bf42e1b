// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.job.decode.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;

/** Inserts the latest progress of each partition at a fixed interval. Used by the task's thread alone. */
final class ProgressWriter implements SinkWriter<Progress> {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Table<Progress> table;
    private final Inserts inserts;
    private final ProcessingTimeService clock;
    private final Map<Integer, Progress> pending = new TreeMap<>();

    ProgressWriter(Table<Progress> table, Inserts inserts, ProcessingTimeService clock) {
        this.table = table;
        this.inserts = inserts;
        this.clock = clock;
        scheduleFlush();
    }

    @Override
    public void write(Progress progress, Context context) {
        pending.put(progress.partition(), progress);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (!pending.isEmpty()) {
            inserts.insert(table.encoded(pending.values()));
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
