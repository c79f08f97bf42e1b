package dev.weir.job.sink;

import dev.weir.job.tracing.JobTracer;
import dev.weir.job.tracing.TraceParent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows, and makes a span of each insert in every trace that has rows in it (OpenTelemetry semantic conventions,
 * "Database client spans"): all of them begin and end with the insert, each below the first of its trace's events.
 *
 * <p>Traces beyond {@link #MAX_TRACES} of an insert get none, and the others say how many these are.
 */
final class TracedWriter<T> implements SinkWriter<T> {
    static final int MAX_TRACES = 100;

    private static final AttributeKey<Long> ROWS_OF_TRACE = AttributeKey.longKey("weir.insert.trace_rows");
    private static final AttributeKey<Long> ROWS_LEFT_OUT = AttributeKey.longKey("weir.insert.untraced_sampled_rows");

    /** What an insert has of one trace. */
    private static final class Share {
        final String traceParent;
        long rows;

        Share(String traceParent) {
            this.traceParent = traceParent;
        }
    }

    private final SinkWriter<T> writer;
    private final String table;
    private final Function<T, @Nullable String> traceParentOf;
    private final JobTracer tracer;
    private final Map<String, Share> sharesByTraceId = new HashMap<>();

    private long rows;
    private long rowsLeftOut;

    /** @param tracer is closed with this */
    TracedWriter(SinkWriter<T> writer, String table, Function<T, @Nullable String> traceParentOf, JobTracer tracer) {
        this.writer = writer;
        this.table = table;
        this.traceParentOf = traceParentOf;
        this.tracer = tracer;
    }

    @Override
    public void write(T row, Context context) throws IOException, InterruptedException {
        writer.write(row, context);
        rows++;
        String traceParent = traceParentOf.apply(row);
        if (traceParent != null) {
            note(traceParent);
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        Instant start = Instant.now();
        try {
            writer.flush(endOfInput);
            end(start, null);
        } catch (IOException | RuntimeException failed) {
            end(start, failed);
            throw failed;
        }
    }

    @Override
    public void close() throws Exception {
        try {
            writer.close();
        } finally {
            tracer.close();
        }
    }

    private void note(String traceParent) {
        String traceId = TraceParent.traceIdOf(traceParent);
        Share share = sharesByTraceId.get(traceId);
        if (share == null) {
            if (sharesByTraceId.size() == MAX_TRACES) {
                rowsLeftOut++;
                return;
            }
            share = new Share(traceParent);
            sharesByTraceId.put(traceId, share);
        }
        share.rows++;
    }

    private void end(Instant start, @Nullable Exception failure) {
        Instant end = Instant.now();
        for (Share share : sharesByTraceId.values()) {
            Span span = tracer.below(share.traceParent, "INSERT " + table)
                    .setSpanKind(SpanKind.CLIENT)
                    .setStartTimestamp(start)
                    .setAttribute(DbAttributes.DB_SYSTEM_NAME, "clickhouse")
                    .setAttribute(DbAttributes.DB_NAMESPACE, "weir")
                    .setAttribute(DbAttributes.DB_COLLECTION_NAME, table)
                    .setAttribute(DbAttributes.DB_OPERATION_NAME, "INSERT")
                    .setAttribute(DbAttributes.DB_OPERATION_BATCH_SIZE, rows)
                    .setAttribute(ROWS_OF_TRACE, share.rows)
                    .setAttribute(ROWS_LEFT_OUT, rowsLeftOut)
                    .startSpan();
            if (failure != null) {
                span.setStatus(StatusCode.ERROR);
                span.setAttribute(ErrorAttributes.ERROR_TYPE, failure.getClass().getName());
            }
            span.end(end);
        }
        sharesByTraceId.clear();
        rows = 0;
        rowsLeftOut = 0;
    }
}
