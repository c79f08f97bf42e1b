package dev.weir.job.sink;

import dev.weir.job.decode.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;

/** Inserts the latest progress of each partition every moment. Used by the task's thread alone. */
final class ProgressWriter implements SinkWriter<Progress> {
    private final Inserter<Progress> inserter;
    private final Duration interval;
    private final ProcessingTimeService clock;
    private final Map<Integer, Progress> pending = new TreeMap<>();

    ProgressWriter(Inserter<Progress> inserter, Duration interval, ProcessingTimeService clock) {
        this.inserter = inserter;
        this.interval = interval;
        this.clock = clock;
        scheduleFlush();
    }

    @Override
    public void write(Progress progress, Context context) {
        pending.put(progress.partition(), progress);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
        if (!pending.isEmpty()) {
            inserter.insert(pending.values());
            pending.clear();
        }
    }

    @Override
    public void close() {
        inserter.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The task fails with what a timer throws.
    private void scheduleFlush() {
        clock.registerTimer(clock.getCurrentProcessingTime() + interval.toMillis(), time -> {
            flush(false);
            scheduleFlush();
        });
    }
}
