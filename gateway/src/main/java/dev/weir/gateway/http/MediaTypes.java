package dev.weir.gateway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The media types that a resource takes, each with what it means there.
 *
 * @param <F> a format of the resource's
 */
public final class MediaTypes<F> {
    private final Map<String, F> formats;
    private final String allowed;

    /** @param formats by media type in lower case, in the order in which they are recommended */
    public MediaTypes(Map<String, F> formats) {
        this.formats = formats;
        this.allowed = String.join(" or ", formats.keySet());
    }

    /** In lower case, in the order in which they are recommended. */
    public Set<String> names() {
        return formats.keySet();
    }

    /** The format of a request's body; null, with the request answered, where it is none of them. */
    public @Nullable F formatOf(HttpServerExchange exchange) {
        HeaderValues headers = exchange.getRequestHeaders().get(Headers.CONTENT_TYPE);
        if (headers != null && headers.size() > 1) {
            return refuse(exchange, "Content-Type is there twice; send it once.");
        }
        String header = headers == null ? "" : headers.getFirst();
        if (header.isBlank()) {
            return refuse(exchange, "Content-Type is missing; send " + allowed + ".");
        }
        String[] parts = header.split(";", -1);
        F format = formats.get(parts[0].strip().toLowerCase(Locale.ROOT));
        if (format == null) {
            return refuse(exchange, "This Content-Type is not supported; send " + allowed + ".");
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").replace(" ", "").toLowerCase(Locale.ROOT);
            boolean otherCharset = parameter.startsWith("charset=")
                    && !parameter.equals("charset=utf-8")
                    && !parameter.equals("charset=us-ascii");
            if (otherCharset) {
                return refuse(exchange, "This charset is not supported; send UTF-8.");
            }
        }
        return format;
    }

    private @Nullable F refuse(HttpServerExchange exchange, String message) {
        ErrorAnswers.send(exchange, ApiError.UNSUPPORTED_MEDIA_TYPE, "Content-Type", message);
        return null;
    }
}
