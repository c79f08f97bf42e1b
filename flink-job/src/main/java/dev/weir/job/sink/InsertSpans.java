// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.job.tracing.JobTracer;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.tracing.TraceParent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records each insert as one span per trace that has rows in it (OpenTelemetry semantic conventions, "Database client
 * spans"). Each span covers the whole insert. Its parent is the span of the first row of its trace.
 *
 * <p>At most {@link #MAX_TRACES} traces per insert get a span. The spans report how many sampled rows were left out.
 */
final class InsertSpans<T> implements AutoCloseable {
    static final int MAX_TRACES = 100;

    private static final AttributeKey<Long> ROWS_OF_TRACE = AttributeKey.longKey("weir.insert.trace_rows");
    private static final AttributeKey<Long> ROWS_LEFT_OUT = AttributeKey.longKey("weir.insert.untraced_sampled_rows");

    /**
     * The tracing configuration of a table.
     *
     * @param table the name under which it is stored
     * @param parentOf returns the {@code traceparent} of a row, or null
     */
    record TableTracing<T>(JobTracing tracing, String table, ParentOf<T> parentOf) implements Serializable {
        private static final long serialVersionUID = 1L;

        InsertSpans<T> open() {
            return new InsertSpans<>(tracing.open(), table, parentOf);
        }
    }

    /** A function that is serialized with the job graph. */
    interface ParentOf<T> extends Function<T, @Nullable String>, Serializable {}

    /** The rows of one trace in an insert. */
    private static final class TraceRows {
        final String traceParent;
        long rows;

        TraceRows(String traceParent) {
            this.traceParent = traceParent;
        }
    }

    private final JobTracer tracer;
    private final String table;
    private final ParentOf<T> parentOf;

    private Map<String, TraceRows> rowsByTraceId = new HashMap<>();
    private long rowsLeftOut;

    /** @param tracer closed together with this object */
    InsertSpans(JobTracer tracer, String table, ParentOf<T> parentOf) {
        this.tracer = tracer;
        this.table = table;
        this.parentOf = parentOf;
    }

    /** Adds a row to the next insert. */
    void add(T row) {
        String traceParent = parentOf.apply(row);
        if (traceParent == null) {
            return;
        }
        String traceId = TraceParent.traceIdOf(traceParent);
        TraceRows traceRows = rowsByTraceId.get(traceId);
        if (traceRows == null) {
            if (rowsByTraceId.size() == MAX_TRACES) {
                rowsLeftOut++;
                return;
            }
            traceRows = new TraceRows(traceParent);
            rowsByTraceId.put(traceId, traceRows);
        }
        traceRows.rows++;
    }

    /** Starts the insert of the rows added so far. */
    Insert begin(int rows) {
        Insert insert = new Insert(rowsByTraceId, rows, rowsLeftOut);
        rowsByTraceId = new HashMap<>();
        rowsLeftOut = 0;
        return insert;
    }

    @Override
    public void close() {
        tracer.close();
    }

    /** An insert in progress, which may end on another thread. */
    final class Insert {
        private final Map<String, TraceRows> rowsByTrace;
        private final long rows;
        private final long leftOut;
        private final Instant start = Instant.now();

        private Insert(Map<String, TraceRows> rowsByTrace, long rows, long leftOut) {
            this.rowsByTrace = rowsByTrace;
            this.rows = rows;
            this.leftOut = leftOut;
        }

        /** @param failure null if the insert succeeded */
        void end(@Nullable Throwable failure) {
            Instant end = Instant.now();
            for (TraceRows traceRows : rowsByTrace.values()) {
                Span span = tracer.childOf(traceRows.traceParent, "INSERT " + table)
                        .setSpanKind(SpanKind.CLIENT)
                        .setStartTimestamp(start)
                        .setAttribute(DbAttributes.DB_SYSTEM_NAME, "clickhouse")
                        .setAttribute(DbAttributes.DB_NAMESPACE, "weir")
                        .setAttribute(DbAttributes.DB_COLLECTION_NAME, table)
                        .setAttribute(DbAttributes.DB_OPERATION_NAME, "INSERT")
                        .setAttribute(DbAttributes.DB_OPERATION_BATCH_SIZE, rows)
                        .setAttribute(ROWS_OF_TRACE, traceRows.rows)
                        .setAttribute(ROWS_LEFT_OUT, leftOut)
                        .startSpan();
                if (failure != null) {
                    span.setStatus(StatusCode.ERROR);
                    span.setAttribute(
                            ErrorAttributes.ERROR_TYPE, failure.getClass().getName());
                }
                span.end(end);
            }
        }
    }
}
