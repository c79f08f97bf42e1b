package dev.weir.gateway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a request's body is compressed. */
public enum ContentEncoding {
    IDENTITY,
    GZIP;

    /** Null, with the request answered, where the encoding is not supported. */
    public static @Nullable ContentEncoding of(HttpServerExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst(Headers.CONTENT_ENCODING);
        String encoding = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            default -> {
                ErrorAnswers.send(
                        exchange,
                        ApiError.UNSUPPORTED_ENCODING,
                        "Content-Encoding",
                        "This Content-Encoding is not supported; send the body as it is, or with gzip.");
                yield null;
            }
        };
    }
}
