// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/** Marks the requests that come from a page of a configured origin. */
public final class SharedPages {
    private static final AttachmentKey<Boolean> KNOWN = AttachmentKey.create(Boolean.class);

    private SharedPages() {}

    public static void note(HttpServerExchange exchange) {
        exchange.putAttachment(KNOWN, true);
    }

    public static boolean sent(HttpServerExchange exchange) {
        return exchange.getAttachment(KNOWN) != null;
    }
}
