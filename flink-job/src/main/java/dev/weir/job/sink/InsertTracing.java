package dev.weir.job.sink;

import dev.weir.job.tracing.JobTracing;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/**
 * How the inserts of a table are traced.
 *
 * @param table as it is stored
 * @param traceParentOf the trace that a row belongs to, or null
 */
record InsertTracing<T>(JobTracing tracing, String table, TraceParent<T> traceParentOf) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A function that travels with the job graph. */
    interface TraceParent<T> extends Function<T, @Nullable String>, Serializable {}

    /** A writer whose flushes are traced. */
    SinkWriter<T> of(SinkWriter<T> rows) {
        return new TracedWriter<>(rows, table, traceParentOf, tracing.open());
    }
}
