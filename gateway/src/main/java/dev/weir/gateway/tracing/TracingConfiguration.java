package dev.weir.gateway.tracing;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import dev.weir.telemetry.OtlpEndpoint;
import java.util.Optional;

/**
 * What is traced.
 *
 * @param endpoint empty: nothing is
 * @param sampled the share of requests, from 0 to 1, that begin a trace; a client that sends {@code traceparent} has decided
 */
public record TracingConfiguration(Optional<OtlpEndpoint> endpoint, double sampled) {
    public static TracingConfiguration from(Settings settings) {
        return new TracingConfiguration(OtlpEndpoint.from(settings), settings.share(Variable.TRACES_SAMPLE));
    }
}
