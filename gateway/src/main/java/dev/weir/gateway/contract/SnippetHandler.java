// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import dev.weir.http.RequestHeaders;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /weir.js}: the script that counts the visits of web sites. Pages of every site may load it, and browsers
 * keep it for an hour.
 */
final class SnippetHandler implements HttpHandler {
    private static final HttpString RESOURCE_POLICY = new HttpString("Cross-Origin-Resource-Policy");
    private static final String GZIP = "gzip";
    private static final String TYPE = "text/javascript; charset=utf-8";
    private static final String AN_HOUR = "public, max-age=3600";

    private final Asset plain;
    private final Asset compressed;

    /** @param dedupHorizon how long the job remembers an identity */
    SnippetHandler(Duration dedupHorizon) {
        // The script counts from its first attempt, and the job from the first receipt, by another clock.
        long resendMillis = dedupHorizon.multipliedBy(23).dividedBy(24).toMillis();
        this.plain = Asset.of("/dev/weir/web/weir.js", TYPE)
                .edited(AN_HOUR, text -> text.replace("WEIR_HORIZON_MS", Long.toString(resendMillis)));
        this.compressed = plain.compressed();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        HeaderMap answer = exchange.getResponseHeaders();
        answer.put(RESOURCE_POLICY, "cross-origin").add(Headers.VARY, Headers.ACCEPT_ENCODING_STRING);
        if (takesGzip(exchange)) {
            answer.put(Headers.CONTENT_ENCODING, GZIP);
            compressed.handleRequest(exchange);
        } else {
            plain.handleRequest(exchange);
        }
    }

    private static boolean takesGzip(HttpServerExchange exchange) {
        @Nullable String accepted = RequestHeaders.list(exchange, Headers.ACCEPT_ENCODING);
        return accepted != null
                && Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(String::strip)
                        .anyMatch(coding -> coding.matches("gzip\\s*(;\\s*q=(1|0?\\.\\d*[1-9]).*)?"));
    }
}
