// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/** A response without an end, such as a stream of events. It may last for hours. */
public final class OpenEndedResponse {
    private static final AttachmentKey<Boolean> IS_OPEN_ENDED = AttachmentKey.create(Boolean.class);

    private OpenEndedResponse() {}

    /**
     * Declares that the response of a request is open-ended, before it is sent. The request is no longer measured or
     * considered slow, and its HTTP/1 connection closes with the response.
     */
    public static void begin(HttpServerExchange exchange) {
        exchange.putAttachment(IS_OPEN_ENDED, true);
        exchange.setPersistent(false);
        RequestMetrics.endMeasurement(exchange);
    }

    static boolean is(HttpServerExchange exchange) {
        return exchange.getAttachment(IS_OPEN_ENDED) != null;
    }
}
