// SPDX-License-Identifier: Apache-2.0
package dev.weir.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.semconv.ServiceAttributes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Exports the spans of a program to a collector. Spans are buffered in memory and sent in the background.
 *
 * <p>Ending a span never blocks. While the collector is slow or unreachable, spans that do not fit into the queue are
 * dropped.
 */
public final class TraceExport implements AutoCloseable {
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int QUEUED_SPANS = 8_192;

    private final OpenTelemetrySdk sdk;

    private TraceExport(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * @param service the name of the program in every trace
     * @param roots samples spans without a parent; a child is sampled if its parent is
     */
    public static TraceExport start(OtlpEndpoint endpoint, String service, Sampler roots) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.tracesUrl())
                .setTimeout(TIMEOUT)
                .build();
        SdkTracerProvider tracers = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(ServiceAttributes.SERVICE_NAME, service)
                        .build())
                .setSampler(Sampler.parentBased(roots))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(DELAY)
                        .setMaxQueueSize(QUEUED_SPANS)
                        .build())
                .build();
        return new TraceExport(OpenTelemetrySdk.builder()
                .setTracerProvider(tracers)
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build());
    }

    public OpenTelemetry openTelemetry() {
        return sdk;
    }

    /** Sends the remaining spans, within the timeout of one request. */
    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
