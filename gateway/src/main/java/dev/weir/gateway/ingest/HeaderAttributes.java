// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.PercentEncoding;
import dev.weir.http.RequestHeaders;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The context attributes of a CloudEvent in binary mode, which are sent as headers (CloudEvents 1.0.2, HTTP protocol
 * binding, section 3.1).
 *
 * @param values by name, decoded
 * @param contentType of the data; null if the request has none
 */
record HeaderAttributes(
        Map<String, String> values, @Nullable String contentType) {
    private static final String PREFIX = "ce-";

    /** @throws BadParameterException if a header has two different values, or is not UTF-8 */
    static HeaderAttributes of(HttpServerExchange exchange, @Nullable String contentType) throws BadParameterException {
        Map<String, String> values = new LinkedHashMap<>();
        for (HttpString header : exchange.getRequestHeaders().getHeaderNames()) {
            String name = header.toString().toLowerCase(Locale.ROOT);
            String value = name.startsWith(PREFIX) ? RequestHeaders.single(exchange, header) : null;
            if (value != null) {
                values.put(name.substring(PREFIX.length()), decoded(name, value.strip()));
            }
        }
        return new HeaderAttributes(values, contentType);
    }

    /** Whether the data is declared as JSON, or has no declared type. */
    boolean isJson() {
        return contentType == null || CloudEventReader.isJson(contentType);
    }

    private static String decoded(String header, String value) throws BadParameterException {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        String text = quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
        try {
            return PercentEncoding.decodeHeader(text);
        } catch (PercentEncoding.BadEscapeException notUtf8) {
            throw new BadParameterException(ApiError.INVALID_HEADER, header, header + " " + notUtf8.getMessage() + ".");
        }
    }
}
