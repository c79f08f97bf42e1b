// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.weir.http.Body;
import java.io.IOException;

/** Limits the number of values in a JSON text before it is parsed, because small objects take much memory. */
final class JsonLimit {
    /** Ten thousand data points with five attributes each. */
    private static final int MAX_TOKENS = 600_000;

    private static final JsonFactory JSON = new JsonFactory();

    private JsonLimit() {}

    /** @throws UnreadableException if the text is not JSON, or has too many values */
    static void check(Body body) throws UnreadableException {
        int tokens = 0;
        try (JsonParser json = JSON.createParser(body.bytes(), 0, body.length())) {
            while (json.nextToken() != null) {
                if (++tokens > MAX_TOKENS) {
                    throw new UnreadableException(
                            "The body has more than " + MAX_TOKENS
                                    + " tokens of JSON; send fewer data points in a request.",
                            null);
                }
            }
        } catch (IOException malformed) {
            throw new UnreadableException("The body is not JSON.", malformed);
        }
    }
}
