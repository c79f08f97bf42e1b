// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.tracing;

import dev.weir.telemetry.OtlpEndpoint;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tracing configuration of the job. It is serialized with the job graph and opened by each operator and sink. */
public final class JobTracing implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Tracing is off. */
    public static final JobTracing OFF = new JobTracing(Optional.empty());

    private final @Nullable OtlpEndpoint endpoint;

    public JobTracing(Optional<OtlpEndpoint> endpoint) {
        this.endpoint = endpoint.orElse(null);
    }

    /** A tracer for one operator or writer, which must close it. */
    public JobTracer open() {
        return endpoint == null ? JobTracer.OFF : new JobTracer(SharedExport.acquire(endpoint), SharedExport::release);
    }
}
