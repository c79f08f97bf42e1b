package dev.weir.job.sink;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers rows, of which the latest for a key stands for those before it, and inserts them at a {@link Pace}, and before every
 * checkpoint.
 *
 * <p>A watermark <em>t</em> has behind it every row that an event acknowledged before <em>t</em> led to. So once the rows
 * gathered so far are inserted, the table is as fresh as the last watermark, and only then is that written down. Used by
 * the task's thread alone.
 */
final class TableWriter<T> implements SinkWriter<T> {
    private static final Logger log = LoggerFactory.getLogger(TableWriter.class);

    private static final Context NO_CONTEXT = new Context() {
        @Override
        public long currentWatermark() {
            return Long.MIN_VALUE;
        }

        @Override
        public Long timestamp() {
            return Long.MIN_VALUE;
        }
    };

    private final Table<T> table;
    private final SinkWriter<T> rows;
    private final SinkWriter<Freshness> freshness;
    private final Pace pace;
    private final ProcessingTimeService clock;
    private final Map<Object, T> pending = new LinkedHashMap<>();

    private long pendingBytes;
    private long watermark = Long.MIN_VALUE;
    private long writtenDown = Long.MIN_VALUE;
    private long flushedAt;

    TableWriter(
            Table<T> table,
            SinkWriter<T> rows,
            SinkWriter<Freshness> freshness,
            Pace pace,
            ProcessingTimeService clock) {
        this.table = table;
        this.rows = rows;
        this.freshness = freshness;
        this.pace = pace;
        this.clock = clock;
        this.flushedAt = clock.getCurrentProcessingTime();
        scheduleFlush();
    }

    @Override
    public void write(T row, Context context) throws IOException, InterruptedException {
        pending.put(table.key().apply(row), row);
        pendingBytes += table.weight().applyAsInt(row);
        if (pace.isFull(pending.size(), pendingBytes)) {
            insert();
        }
    }

    @Override
    public void writeWatermark(Watermark mark) {
        watermark = mark.getTimestamp();
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        insert();
        writeDownFreshness();
        flushedAt = clock.getCurrentProcessingTime();
    }

    /**
     * Never fails: after a clean end nothing is left to write, and after a failure the checkpoint brings it back. The
     * connector tries once more to insert what it holds and throws what comes of it, which, thrown from here, would end the
     * whole task manager.
     */
    @Override
    public void close() {
        closeQuietly(rows);
        closeQuietly(freshness);
    }

    private void closeQuietly(SinkWriter<?> writer) {
        try {
            writer.close();
        } catch (Exception failed) {
            log.atWarn()
                    .addKeyValue("table", table.name())
                    .addKeyValue("reason", String.valueOf(failed.getMessage()))
                    .log("Did not close cleanly");
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The task fails with what a timer throws.
    private void scheduleFlush() {
        clock.registerTimer(clock.getCurrentProcessingTime() + pace.quiet().toMillis(), time -> {
            if (pace.isDue(pending.size(), clock.getCurrentProcessingTime() - flushedAt)) {
                flush(false);
            }
            scheduleFlush();
        });
    }

    private void insert() throws IOException, InterruptedException {
        if (!pending.isEmpty()) {
            for (T row : pending.values()) {
                rows.write(row, NO_CONTEXT);
            }
            pending.clear();
            pendingBytes = 0;
            rows.flush(false);
        }
    }

    private void writeDownFreshness() throws IOException, InterruptedException {
        // The end of a bounded input is no moment in time.
        if (watermark > writtenDown && watermark != Long.MAX_VALUE) {
            freshness.write(new Freshness(table.name(), watermark), NO_CONTEXT);
            freshness.flush(false);
            writtenDown = watermark;
        }
    }
}
