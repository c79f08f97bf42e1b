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
    void recordsOfARequestThatIsNotSampledCarryNothing() {
        assertThat(tracing.begin(3)).isSameAs(SentBatch.UNTRACED);
        assertThat(SentBatch.UNTRACED.headers()).isNull();
    }

    @Test
    void recordsCarryTheSpanThatSendsThem() {
        Span request = telemetry.getTracer("test").spanBuilder("request").startSpan();
        SentBatch batch;
        try (Scope ignored = request.makeCurrent()) {
            batch = tracing.begin(3);
        }
        batch.end(null);

        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(span.getName()).isEqualTo("send events");
        assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        assertThat(batch.headers()).singleElement().satisfies(header -> {
            assertThat(header.key()).isEqualTo("traceparent");
            assertThat(new String(header.value(), US_ASCII))
                    // The flags: sampled, with or without a random trace id.
                    .matches("00-" + span.getTraceId() + "-" + span.getSpanId() + "-0[13]");
        });
    }

    @Test
    void aBatchThatIsNotDurableIsAnError() {
        Span request = telemetry.getTracer("test").spanBuilder("request").startSpan();
        try (Scope ignored = request.makeCurrent()) {
            tracing.begin(1).end(new TimeoutException());
        }

        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
}
