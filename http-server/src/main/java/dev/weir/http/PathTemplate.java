// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpServerExchange;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path with parameters, each of which is a whole segment: {@code /events/{event_id}}.
 *
 * <p>The path is split before it is decoded, so that a value may contain a slash, written as {@code %2F}.
 * Undertow's class of this name decodes nothing, and accepts empty values.
 */
record PathTemplate(String path) {
    /** The decoded parameters by name; null if the path does not match. */
    @Nullable
    Map<String, String> match(HttpServerExchange exchange) {
        return match(exchange.isHostIncludedInRequestURI() ? exchange.getRequestPath() : exchange.getRequestURI());
    }

    @Nullable
    Map<String, String> match(String requested) {
        String[] expected = path.split("/", -1);
        String[] segments = requested.split("/", -1);
        if (expected.length != segments.length) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < expected.length; i++) {
            String name = expected[i];
            String value = decoded(segments[i]);
            if (!name.startsWith("{")) {
                if (!name.equals(value)) {
                    return null;
                }
            } else if (value == null || value.isEmpty()) {
                return null;
            } else {
                parameters.put(name.substring(1, name.length() - 1), value);
            }
        }
        return parameters;
    }

    private static @Nullable String decoded(String segment) {
        try {
            return PercentEncoding.decodePath(segment);
        } catch (PercentEncoding.BadEscapeException notEncoded) {
            return null;
        }
    }
}
