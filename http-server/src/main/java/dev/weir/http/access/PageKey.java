// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.BadParameterException;
import dev.weir.http.QueryParameters;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API key that a web site puts into its pages. It is in the query, because a beacon cannot have headers. Everyone
 * can read it, so it does not share one rate limit between all visitors: the address of each visitor counts.
 */
public final class PageKey {
    /** The name of the parameter. */
    public static final String PARAMETER = "key";

    private PageKey() {}

    /** Returns null if the request has none. The handler behind refuses queries that cannot be read. */
    static @Nullable String of(HttpServerExchange exchange) {
        try {
            List<String> keys = QueryParameters.of(exchange).get(PARAMETER);
            return keys == null ? null : keys.get(0);
        } catch (BadParameterException unreadable) {
            return null;
        }
    }
}
