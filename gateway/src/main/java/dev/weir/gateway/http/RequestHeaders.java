package dev.weir.gateway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of a request. The same header on several lines is one list, in the order of the lines (RFC 9110, section 5.2);
 * a header that is no list may be repeated only with the same value.
 */
public final class RequestHeaders {
    private RequestHeaders() {}

    /** The elements of all lines, separated by commas; null where there is no such header. */
    public static @Nullable String list(HttpServerExchange exchange, HttpString name) {
        HeaderValues lines = exchange.getRequestHeaders().get(name);
        if (lines == null) {
            return null;
        }
        return lines.size() == 1 ? lines.getFirst() : String.join(", ", lines);
    }

    /**
     * The value of a header that is no list; null where there is none.
     *
     * @throws BadParameterException where two lines disagree
     */
    public static @Nullable String single(HttpServerExchange exchange, HttpString name) throws BadParameterException {
        HeaderValues lines = exchange.getRequestHeaders().get(name);
        if (lines == null) {
            return null;
        }
        String value = lines.getFirst();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).equals(value)) {
                throw new BadParameterException(
                        ApiError.INVALID_HEADER,
                        name.toString(),
                        name + " is there more than once, with different values; send it once.");
            }
        }
        return value;
    }
}
