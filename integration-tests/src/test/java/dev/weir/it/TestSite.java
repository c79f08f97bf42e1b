// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web site whose pages use {@code /weir.js}. Its pages report when they have loaded, and their errors. */
final class TestSite implements AutoCloseable {
    private static final String PAGE = """
            <!DOCTYPE html>
            <title>A page</title>
            <script>
            addEventListener('error', event => navigator.sendBeacon('/-/error', event.message));
            addEventListener('unhandledrejection', event => navigator.sendBeacon('/-/error', String(event.reason)));
            const path = location.pathname + (document.prerendering ? ' while prerendering' : '');
            addEventListener('load', () => fetch('/-/loaded', {method: 'POST', body: path}));
            </script>
            <script defer src="%s/weir.js" data-key="%s"></script>
            """;
    private static final String PRERENDERING = """
            <script>
            setInterval(() => fetch('/-/go-on').then(r => r.text()).then(to => to && location.assign(to)), 100);
            </script>
            <script type="speculationrules">{"prerender": [{"urls": ["/prerendered"], "eagerness": "immediate"}]}</script>
            """;

    private final HttpServer server;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> loaded = new CopyOnWriteArrayList<>();
    private volatile String page = "";
    private volatile boolean goOn;

    TestSite() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/", exchange -> {
            boolean prerenders = exchange.getRequestURI().getPath().equals("/prerenders");
            answer(exchange, "text/html", prerenders ? page + PRERENDERING : page);
        });
        server.createContext("/-/error", exchange -> note(exchange, errors));
        server.createContext("/-/loaded", exchange -> note(exchange, loaded));
        server.createContext("/-/go-on", exchange -> answer(exchange, "text/plain", goOn ? "/prerendered" : ""));
        server.start();
    }

    /** Makes the pages send events to a gateway. */
    void use(URI gateway, String key) {
        page = String.format(Locale.ROOT, PAGE, gateway, key);
    }

    String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    String origin() {
        return "http://" + host();
    }

    /** Lets the page {@code /prerenders} navigate to the page that it prerenders. */
    void letVisitorsGoOn() {
        goOn = true;
    }

    /** What the pages threw. */
    List<String> errors() {
        return errors;
    }

    /** The paths of the pages that have loaded. */
    List<String> loaded() {
        return loaded;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void note(HttpExchange exchange, List<String> notes) throws IOException {
        notes.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        answer(exchange, "text/plain", "");
    }

    /** Sends a response of status 200. */
    static void answer(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
