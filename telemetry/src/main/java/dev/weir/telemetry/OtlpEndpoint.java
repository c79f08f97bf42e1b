package dev.weir.telemetry;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.io.Serializable;
import java.net.URI;
import java.util.Optional;

/**
 * A collector that takes traces by OTLP over HTTP, as protobuf.
 *
 * @param url without the signal's path, such as {@code http://127.0.0.1:4318}
 */
public record OtlpEndpoint(URI url) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Empty where nothing is to be traced. */
    public static Optional<OtlpEndpoint> from(Settings settings) {
        return settings.optionalHttpUrl(Variable.OTLP_ENDPOINT).map(OtlpEndpoint::new);
    }

    /** Where spans are posted: the path of the signal after that of the endpoint (OTLP 1.x, "OTLP/HTTP Request"). */
    String tracesUrl() {
        String base = url.toString();
        return (base.endsWith("/") ? base : base + "/") + "v1/traces";
    }
}
