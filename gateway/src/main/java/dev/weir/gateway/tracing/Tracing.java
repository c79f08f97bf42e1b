package dev.weir.gateway.tracing;

import dev.weir.telemetry.TraceExport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.undertow.server.HttpHandler;
import org.jspecify.annotations.Nullable;

/** Traces requests, or does nothing at all where nobody takes traces. */
public final class Tracing implements AutoCloseable {
    private static final String SERVICE = "weir-gateway";

    private final @Nullable TraceExport export;

    public Tracing(TracingConfiguration configuration) {
        export = configuration
                .endpoint()
                .map(endpoint ->
                        TraceExport.start(endpoint, SERVICE, Sampler.traceIdRatioBased(configuration.sampled())))
                .orElse(null);
    }

    /** For spans within a request; its tracers make none where nothing is traced. */
    public OpenTelemetry openTelemetry() {
        return export == null ? OpenTelemetry.noop() : export.openTelemetry();
    }

    /** A handler whose requests are traced. */
    public HttpHandler of(HttpHandler next) {
        return export == null ? next : new RequestTracing(export.openTelemetry(), next);
    }

    @Override
    public void close() {
        if (export != null) {
            export.close();
        }
    }
}
