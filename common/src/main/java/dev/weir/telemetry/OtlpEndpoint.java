// SPDX-License-Identifier: Apache-2.0
package dev.weir.telemetry;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.io.Serializable;
import java.net.URI;
import java.util.Optional;

/**
 * A collector that receives traces by OTLP over HTTP, encoded as protobuf.
 *
 * @param url without the signal's path, such as {@code http://127.0.0.1:4318}
 */
public record OtlpEndpoint(URI url) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Empty if tracing is off. */
    public static Optional<OtlpEndpoint> from(Settings settings) {
        return settings.optionalHttpUrl(Variable.OTLP_ENDPOINT).map(OtlpEndpoint::new);
    }

    /** The URL for spans: the path of the endpoint, then the path of the signal (OTLP 1.x, "OTLP/HTTP Request"). */
    String tracesUrl() {
        String base = url.toString();
        return (base.endsWith("/") ? base : base + "/") + "v1/traces";
    }
}
