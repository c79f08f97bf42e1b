// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tracing;

import dev.weir.telemetry.TraceExport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.undertow.server.HttpHandler;
import org.jspecify.annotations.Nullable;

/** Traces requests. Does nothing if no endpoint for traces is configured. */
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

    /** For spans within a request. Its tracers create no spans if tracing is off. */
    public OpenTelemetry openTelemetry() {
        return export == null ? OpenTelemetry.noop() : export.openTelemetry();
    }

    /** Wraps a handler so that its requests are traced. */
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
