// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.metrics.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.flink.PageRules;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Flink's Prometheus reporter, limited to loopback and to programs. Flink's own reporter listens on every address of
 * the machine and responds to every web page. This class is in Flink's package because the registry is only accessible
 * there.
 */
final class LoopbackPrometheusReporter extends AbstractPrometheusReporter {
    private static final String NAME = "name[]=";

    private final PageRules rules = new PageRules(Set.of());
    private final HttpServer server;

    LoopbackPrometheusReporter(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException taken) {
            throw new UncheckedIOException("The job's metrics cannot be served on port " + port + ".", taken);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        super.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            Optional<String> refusal =
                    rules.refusal(method, exchange.getRequestURI().getPath(), name -> exchange.getRequestHeaders()
                            .getOrDefault(name, List.of()));
            if (refusal.isPresent()) {
                send(exchange, 403, refusal.get() + "\n");
            } else if (!method.equals("GET")) {
                send(exchange, 405, "Only GET is supported here.\n");
            } else {
                StringWriter text = new StringWriter();
                TextFormat.write004(
                        text,
                        registry.filteredMetricFamilySamples(
                                namesIn(exchange.getRequestURI().getRawQuery())));
                exchange.getResponseHeaders().set("Content-Type", TextFormat.CONTENT_TYPE_004);
                send(exchange, 200, text.toString());
            }
        }
    }

    /**
     * The metric names in the {@code name[]} parameters, as in Prometheus' own server for Java. An empty set selects
     * all metrics.
     */
    private static Set<String> namesIn(@Nullable String query) {
        return Arrays.stream((query == null ? "" : query).split("&"))
                .map(parameter -> URLDecoder.decode(parameter, StandardCharsets.UTF_8))
                .filter(parameter -> parameter.startsWith(NAME))
                .map(parameter -> parameter.substring(NAME.length()))
                .collect(Collectors.toSet());
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
