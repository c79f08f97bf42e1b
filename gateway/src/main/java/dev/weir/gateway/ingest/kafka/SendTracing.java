// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.telemetry.MessagingAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.semconv.ErrorAttributes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

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

    /** Starts a span whose parent is the current request's span. The returned span discards everything if there is none. */
    Span begin(List<ProducerRecord<byte[], byte[]>> records) {
        Context request = Context.current();
        if (!Span.fromContext(request).getSpanContext().isSampled()) {
            return Span.getInvalid();
        }
        Span span = tracer.spanBuilder("send " + topic)
                .setParent(request)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(MessagingAttributes.SYSTEM, "kafka")
                .setAttribute(MessagingAttributes.OPERATION_NAME, "send")
                .setAttribute(MessagingAttributes.OPERATION_TYPE, "send")
                .setAttribute(MessagingAttributes.DESTINATION, topic)
                .setAttribute(MessagingAttributes.BATCH_SIZE, (long) records.size())
                .startSpan();
        propagator.inject(request.with(span), records, (carrier, name, value) -> {
            Header header = new RecordHeader(name, value.getBytes(StandardCharsets.US_ASCII));
            Objects.requireNonNull(carrier).forEach(record -> record.headers().add(header));
        });
        return span;
    }

    /** @param failure null if every record is durable */
    static void end(Span span, @Nullable Exception failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(ErrorAttributes.ERROR_TYPE, failure.getClass().getName());
        }
        span.end();
    }
}
