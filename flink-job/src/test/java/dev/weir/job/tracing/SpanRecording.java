// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.tracing;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;

/** Collects spans in a list instead of exporting them, with the same sampling as the job. */
public final class SpanRecording {
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();

    public JobTracer tracer() {
        return new JobTracer(
                OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
                                .addSpanProcessor(SimpleSpanProcessor.create(exported))
                                .build())
                        .build(),
                () -> {});
    }

    public List<SpanData> ended() {
        return exported.getFinishedSpanItems();
    }
}
