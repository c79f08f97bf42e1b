// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.gateway.ingest.InMemoryPublisher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;

/** A complete gateway with an in-memory log, and a client that sends HTTP requests to it. */
final class TestGateway implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final InMemoryPublisher publisher;
    final GatewayServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestGateway() {
        this(8L << 20, Map.of());
    }

    TestGateway(long maxInFlightBytes, Map<String, String> environment) {
        publisher = new InMemoryPublisher(maxInFlightBytes);
        Map<String, String> all = new HashMap<>(environment);
        all.put("WEIR_HTTP_PORT", "0");
        all.put("WEIR_MANAGEMENT_PORT", "0");
        all.put("WEIR_GRPC_PORT", "0");
        // The clients of tests keep idle connections, and a drain waits a part of this time for them.
        all.putIfAbsent("WEIR_DRAIN_TIMEOUT", "1s");
        // No server listens there.
        all.putIfAbsent("WEIR_CLICKHOUSE_URL", "http://127.0.0.1:1");
        server = GatewayServer.start(all, publisher);
    }

    /** A client for a server with another log. */
    TestGateway(GatewayServer server) {
        this.publisher = new InMemoryPublisher(0);
        this.server = server;
    }

    /** A response as a client sees it. */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        String errorCode() {
            return body.at("/error/code").asText();
        }

        JsonNode row(int index) {
            return body.at("/errors/" + index);
        }
    }

    Answer post(String json) {
        return post("/events", "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    Answer postLines(String lines) {
        return post("/events", "application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String path, String contentType, byte[] body, String... headers) {
        return send(request(path, contentType, body, headers));
    }

    CompletableFuture<Answer> postLater(String json) {
        HttpRequest request = request("/events", "application/json", json.getBytes(StandardCharsets.UTF_8));
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(TestGateway::answer);
    }

    /** @param head the lines of a request, sent unchanged; the server closes the connection after its response */
    Answer raw(String... head) {
        return answer(RawResponse.of(RawHttp.exchange(address(), head)));
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    Answer send(HttpRequest request) {
        try {
            return answer(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + path);
    }

    URI managementUri(String path) {
        return URI.create("http://127.0.0.1:" + server.managementAddress().getPort() + path);
    }

    InetSocketAddress address() {
        return server.httpAddress();
    }

    @Override
    public void close() {
        publisher.acknowledgeAll();
        server.close();
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return compressed.toByteArray();
    }

    private HttpRequest request(String path, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private static Answer answer(HttpResponse<String> response) {
        try {
            String body = response.body();
            return new Answer(response.statusCode(), JSON.readTree(body.startsWith("{") ? body : "{}"), response);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }
}
