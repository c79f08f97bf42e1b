// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.telemetry.MessagingAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Traces batches that are sent for a sampled request (OpenTelemetry semantic conventions, "Messaging spans"). Each
 * batch gets a span, and its records get headers that propagate the trace. Other requests get neither.
 */
final class SendTracing {
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final String topic;

    SendTracing(OpenTelemetry telemetry, String topic) {
        this.tracer = telemetry.getTracer("dev.weir.gateway");
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
        this.topic = topic;
    }

    /** Starts a span whose parent is the current request's span. */
    SentBatch begin(int events) {
        Context request = Context.current();
        if (!Span.fromContext(request).getSpanContext().isSampled()) {
            return SentBatch.UNTRACED;
        }
        Span span = tracer.spanBuilder("send " + topic)
                .setParent(request)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(MessagingAttributes.SYSTEM, "kafka")
                .setAttribute(MessagingAttributes.OPERATION_NAME, "send")
                .setAttribute(MessagingAttributes.OPERATION_TYPE, "send")
                .setAttribute(MessagingAttributes.DESTINATION, topic)
                .setAttribute(MessagingAttributes.BATCH_SIZE, (long) events)
                .startSpan();
        List<Header> headers = new ArrayList<>();
        propagator.inject(request.with(span), headers, (carrier, name, value) -> Objects.requireNonNull(carrier)
                .add(new RecordHeader(name, value.getBytes(StandardCharsets.US_ASCII))));
        return new SentBatch(span, List.copyOf(headers));
    }
}
