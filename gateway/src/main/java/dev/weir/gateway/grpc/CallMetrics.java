// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.http.RequestContext;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures calls by method and status, and logs those that fail on the gateway's side. The trailers of each call have its
 * request id, as the log does: the one that the client sent if it is usable, otherwise a new one.
 */
final class CallMetrics implements ServerInterceptor {
    private static final Logger log = LoggerFactory.getLogger(CallMetrics.class);

    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private static final Set<Status.Code> OWN_FAILURES =
            Set.of(Status.Code.UNAVAILABLE, Status.Code.INTERNAL, Status.Code.UNKNOWN);

    private final MeterRegistry meters;

    CallMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        long start = System.nanoTime();
        String requestId = RequestContext.idOf(headers.get(REQUEST_ID));
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        trailers.put(REQUEST_ID, requestId);
                        record(
                                requestId,
                                String.valueOf(getMethodDescriptor().getBareMethodName()),
                                status,
                                Duration.ofNanos(System.nanoTime() - start));
                        super.close(status, trailers);
                    }
                },
                headers);
    }

    private void record(String requestId, String method, Status status, Duration duration) {
        Timer.builder("weir.grpc.calls")
                .description("Calls that the gateway ended, by method and status")
                .tag("method", method)
                .tag("status", status.getCode().name())
                .register(meters)
                .record(duration);
        if (OWN_FAILURES.contains(status.getCode())) {
            try (Scope ignored = RequestContext.named(requestId).makeCurrent()) {
                log.atInfo()
                        .addKeyValue("method", method)
                        .addKeyValue("status", status.getCode())
                        .addKeyValue("duration_ms", duration.toMillis())
                        .log("Call failed");
            }
        }
    }
}
