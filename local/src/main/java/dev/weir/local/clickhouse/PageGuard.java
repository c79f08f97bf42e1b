// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rejects requests that pages of other sites make a browser send.
 *
 * <p>Such a page can post a statement as text. If the page's host name resolves to this machine, the page can also read
 * the responses. Browsers send the site of the page in {@code Origin} or {@code Sec-Fetch-Site}, and the host name in
 * {@code Host}. Programs send neither of the first two, and a loopback name or address as the host.
 */
final class PageGuard implements HttpHandler {
    private static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final HttpString CONTENT_TYPE_OPTIONS = new HttpString("X-Content-Type-Options");
    private static final HttpString CONTENT_SECURITY_POLICY = new HttpString("Content-Security-Policy");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final Pattern OWN_HOST =
            Pattern.compile("(localhost|([a-z0-9-]+\\.)+localhost|127(\\.\\d{1,3}){3}|\\[::1])\\.?(:\\d{0,5})?");

    private final HttpHandler next;

    PageGuard(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.getResponseHeaders()
                // A browser must never treat a response as a page of this origin.
                .put(CONTENT_TYPE_OPTIONS, "nosniff")
                .put(CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
        Optional<String> refusal = refusal(exchange);
        if (refusal.isPresent()) {
            exchange.setPersistent(false);
            exchange.setStatusCode(403);
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=UTF-8");
            exchange.getResponseSender().send(refusal.get() + "\n");
            return;
        }
        next.handleRequest(exchange);
    }

    private static Optional<String> refusal(HttpServerExchange exchange) {
        HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
        // HTTP/1.0 requests have no Host header.
        if (hosts != null
                && !hosts.stream()
                        .allMatch(host -> OWN_HOST.matcher(host.strip().toLowerCase(Locale.ROOT))
                                .matches())) {
            return Optional.of("Host must be localhost or a loopback address: other names may belong to web pages.");
        }
        HeaderValues origins = exchange.getRequestHeaders().get(Headers.ORIGIN);
        if (origins != null
                && !(hosts != null
                        && origins.stream().allMatch(origin -> hosts.contains(origin.replaceFirst("^http://", ""))))) {
            return Optional.of("Pages of other origins cannot send statements here; programs must not send Origin.");
        }
        HeaderValues sites = exchange.getRequestHeaders().get(SEC_FETCH_SITE);
        return sites == null || OWN_SITES.containsAll(sites)
                ? Optional.empty()
                : Optional.of("Pages of other sites cannot send statements here; open the address in a separate tab.");
    }
}
