// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses the query of a request. Parameters and their values are decoded, and keep the request's order. */
public final class QueryParameters {
    private static final int MOST = 1_000;

    private QueryParameters() {}

    /** @throws BadParameterException if one cannot be decoded, or there are too many */
    public static Map<String, List<String>> of(HttpServerExchange exchange) throws BadParameterException {
        return parse(exchange.getQueryString());
    }

    /**
     * @param query the query of a URL, encoded
     * @throws BadParameterException if one cannot be decoded, or there are too many
     */
    public static Map<String, List<String>> parse(String query) throws BadParameterException {
        if (query.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (int start = 0; start < query.length(); ) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            if (end > start) {
                if (++count > MOST) {
                    throw new BadParameterException(
                            ApiError.INVALID_PARAMETER,
                            null,
                            "The query has more than " + MOST + " parameters, the maximum of a request.");
                }
                add(query.substring(start, end), parameters);
            }
            start = end + 1;
        }
        return parameters;
    }

    private static void add(String parameter, Map<String, List<String>> parameters) throws BadParameterException {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        try {
            name = PercentEncoding.decodeQuery(name);
            String value = equals < 0 ? "" : PercentEncoding.decodeQuery(parameter.substring(equals + 1));
            parameters.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(value);
        } catch (PercentEncoding.BadEscapeException bad) {
            throw Parameters.invalid(name, String.valueOf(bad.getMessage()));
        }
    }
}
