package dev.weir.job.tracing;

import dev.weir.telemetry.OtlpEndpoint;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether and to where the job's work is traced; travels with the job graph to where operators and sinks open it. */
public final class JobTracing implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Nothing is traced. */
    public static final JobTracing OFF = new JobTracing(Optional.empty());

    private final @Nullable OtlpEndpoint endpoint;

    public JobTracing(Optional<OtlpEndpoint> endpoint) {
        this.endpoint = endpoint.orElse(null);
    }

    /** For one operator or writer, which closes it when it is closed itself. */
    public JobTracer open() {
        return endpoint == null ? JobTracer.OFF : new JobTracer(SharedExport.acquire(endpoint), SharedExport::release);
    }
}
