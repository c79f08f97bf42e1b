package dev.weir.job.tracing;

import dev.weir.telemetry.OtlpEndpoint;
import dev.weir.telemetry.TraceExport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * The one export of spans of all the job's operators in a task manager: started by the first, closed after the last.
 *
 * <p>Its classes are those of the job's class loader, which Flink throws away when the job restarts: a thread that outlived
 * the operators would keep all of them in memory.
 */
final class SharedExport {
    private static final String SERVICE = "weir-job";

    private static @Nullable TraceExport export;
    private static int users;

    private SharedExport() {}

    /** Traces begin at the gateway: a record without one begins none. */
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
