// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.tracing;

import dev.weir.telemetry.MessagingAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;

/**
 * Records the outcome of an event as a span (OpenTelemetry semantic conventions, "Messaging spans"). Used by one
 * subtask.
 *
 * <p>A replay after a failure decides about an event again, and records another span in the same trace.
 */
public final class ProcessSpans implements AutoCloseable {
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("weir.event.outcome");

    private final JobTracer tracer;
    private final String topic;

    /** @param tracer closed together with this object */
    public ProcessSpans(JobTracer tracer, String topic) {
        this.tracer = tracer;
        this.topic = topic;
    }

    /**
     * Records the outcome of a record.
     *
     * @param traceParent of the record
     * @param outcome {@code counted}, {@code duplicate}, {@code late} or {@code malformed}
     * @return the header that the event carries from here on
     */
    public String recordOutcome(String traceParent, int partition, long offset, String outcome) {
        Span span = tracer.childOf(traceParent, "process " + topic)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(MessagingAttributes.SYSTEM, "kafka")
                .setAttribute(MessagingAttributes.OPERATION_NAME, "process")
                .setAttribute(MessagingAttributes.OPERATION_TYPE, "process")
                .setAttribute(MessagingAttributes.DESTINATION, topic)
                .setAttribute(MessagingAttributes.PARTITION, Integer.toString(partition))
                .setAttribute(MessagingAttributes.OFFSET, offset)
                .setAttribute(OUTCOME, outcome)
                .startSpan();
        span.end();
        return span.getSpanContext().isSampled() ? JobTracer.traceParentOf(span.getSpanContext()) : traceParent;
    }

    @Override
    public void close() {
        tracer.close();
    }
}
