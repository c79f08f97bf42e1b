// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tracing;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import dev.weir.telemetry.OtlpEndpoint;
import java.util.Optional;

/**
 * Where traces are sent, and how many requests are traced.
 *
 * @param endpoint empty for no tracing
 * @param sampled the share of requests, from 0 to 1, that begin a trace; a client's {@code traceparent} takes
 *     precedence
 */
public record TracingConfiguration(Optional<OtlpEndpoint> endpoint, double sampled) {
    public static TracingConfiguration from(Settings settings) {
        return new TracingConfiguration(OtlpEndpoint.from(settings), settings.share(Variable.TRACES_SAMPLE));
    }
}
