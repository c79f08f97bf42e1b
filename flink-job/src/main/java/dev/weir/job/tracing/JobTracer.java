// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts spans whose parent is given as a {@code traceparent} (W3C Trace Context), the form in which records carry it.
 */
public final class JobTracer implements AutoCloseable {
    static final JobTracer OFF = new JobTracer(OpenTelemetry.noop(), () -> {});

    private final Tracer tracer;
    private final Runnable onClose;

    private boolean closed;

    JobTracer(OpenTelemetry telemetry, Runnable onClose) {
        this.tracer = telemetry.getTracer("dev.weir.job");
        this.onClose = onClose;
    }

    /** A span below {@code traceParent}. It records nothing if the parent was not sampled or is malformed. */
    public SpanBuilder childOf(String traceParent, String name) {
        return tracer.spanBuilder(name)
                .setParent(W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), traceParent, OnlyTraceParent.GETTER));
    }

    /** The {@code traceparent} under which later spans continue this one. */
    public static String traceParentOf(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }

    private enum OnlyTraceParent implements TextMapGetter<String> {
        GETTER;

        @Override
        public Iterable<String> keys(String traceParent) {
            return List.of(TraceParent.HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String traceParent, String name) {
            return name.equals(TraceParent.HEADER) ? traceParent : null;
        }
    }
}
