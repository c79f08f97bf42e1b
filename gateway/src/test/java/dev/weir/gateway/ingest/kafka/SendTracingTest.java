// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SendTracingTest {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final SendTracing tracing = new SendTracing(telemetry, "events");

    @Test
    void recordsOfUnsampledRequestsHaveNoTraceParent() {
        List<ProducerRecord<byte[], byte[]>> records = records(3);

        assertThat(tracing.begin(records)).isSameAs(Span.getInvalid());

        assertThat(records).allSatisfy(record -> assertThat(record.headers()).isEmpty());
    }

    @Test
    void recordsHaveTheSendSpanAsTraceParent() {
        Span request = telemetry.getTracer("test").spanBuilder("request").startSpan();
        List<ProducerRecord<byte[], byte[]>> records = records(3);
        try (Scope ignored = request.makeCurrent()) {
            SendTracing.end(tracing.begin(records), null);
        }

        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(span.getName()).isEqualTo("send events");
        assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        assertThat(records)
                .allSatisfy(
                        record -> assertThat(record.headers()).singleElement().satisfies(header -> {
                            assertThat(header.key()).isEqualTo("traceparent");
                            assertThat(new String(header.value(), US_ASCII))
                                    // The flags: sampled, with or without a random trace id.
                                    .matches("00-" + span.getTraceId() + "-" + span.getSpanId() + "-0[13]");
                        }));
    }

    @Test
    void failedBatchIsAnErrorInTheTrace() {
        Span request = telemetry.getTracer("test").spanBuilder("request").startSpan();
        try (Scope ignored = request.makeCurrent()) {
            SendTracing.end(tracing.begin(records(1)), new TimeoutException());
        }

        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    private static List<ProducerRecord<byte[], byte[]>> records(int count) {
        return Stream.generate(() -> new ProducerRecord<>("events", new byte[1], new byte[1]))
                .limit(count)
                .toList();
    }
}
