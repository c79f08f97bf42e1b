// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of a request. Several lines of a list header form one list, in their order (RFC 9110, section 5.2).
 * Any other header may be repeated only with the same value.
 */
public final class RequestHeaders {
    private RequestHeaders() {}

    /** The elements of all lines, separated by commas; null if the header is absent. */
    public static @Nullable String list(HttpServerExchange exchange, HttpString name) {
        HeaderValues lines = exchange.getRequestHeaders().get(name);
        if (lines == null) {
            return null;
        }
        return lines.size() == 1 ? lines.getFirst() : String.join(", ", lines);
    }

    /**
     * The value of a header that is not a list; null if the header is absent.
     *
     * @throws BadParameterException if two lines have different values
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
                        name + " is repeated with different values; send it once.");
            }
        }
        return value;
    }
}
