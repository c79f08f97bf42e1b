// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.tracing;

import dev.weir.telemetry.OtlpEndpoint;
import dev.weir.telemetry.TraceExport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * The span exporter that all operators of the job share in a task manager. The first user starts it, the last one
 * closes it.
 *
 * <p>It must not outlive the operators. Its classes come from the job's class loader, which Flink discards when the job
 * restarts; a surviving thread would keep that class loader in memory.
 */
final class SharedExport {
    private static final String SERVICE = "weir-job";

    private static @Nullable TraceExport export;
    private static int users;

    private SharedExport() {}

    /** Only the gateway starts traces; a record without a trace does not start one. */
    static synchronized OpenTelemetry acquire(OtlpEndpoint endpoint) {
        TraceExport started = export;
        if (started == null) {
            started = TraceExport.start(endpoint, SERVICE, Sampler.alwaysOff());
            export = started;
        }
        users++;
        return started.openTelemetry();
    }

    static synchronized void release() {
        users--;
        if (users == 0 && export != null) {
            export.close();
            export = null;
        }
    }
}
