// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** An HTTP server that answers {@code POST /events} as a test wants. It records the requests. */
final class FakeGateway implements AutoCloseable {
    private static final Pattern EVENT_ID = Pattern.compile("\"event_id\":\"([^\"]+)\"");

    /** @param events the lines of the body */
    record Request(List<String> events, Headers headers) {
        List<String> ids() {
            return events.stream()
                    .flatMap(line -> EVENT_ID.matcher(line).results().map((MatchResult found) -> found.group(1)))
                    .toList();
        }
    }

    /** @param status the status, or 0 to close the connection without a response */
    record Reply(int status, Map<String, String> headers, String body) {
        static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body);
        }

        /** An error of the request as a whole. */
        static Reply error(int status, String code) {
            return of(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"Not now.\"}}");
        }

        /** Accepts all but the events at these indexes. */
        static Reply rejecting(Request request, List<Integer> indexes) {
            int accepted = request.events().size() - indexes.size();
            String errors = indexes.stream()
                    .map(index -> "{\"index\":" + index
                            + ",\"code\":\"too_old\",\"field\":\"timestamp\",\"message\":\"Old.\"}")
                    .collect(Collectors.joining(","));
            String list = indexes.isEmpty() ? "" : ",\"errors\":[" + errors + "]";
            return of(
                    indexes.isEmpty() ? 200 : accepted == 0 ? 400 : 207,
                    "{\"accepted\":" + accepted + ",\"rejected\":" + indexes.size() + list + "}");
        }
    }

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Reply> answers = FakeGateway::accept;

    FakeGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(executor);
        server.createContext("/events", this::handle);
        server.start();
    }

    static Reply accept(Request request) {
        return Reply.rejecting(request, List.of());
    }

    static Reply rejectAll(Request request) {
        return Reply.rejecting(
                request, IntStream.range(0, request.events().size()).boxed().toList());
    }

    void answer(Function<Request, Reply> answers) {
        this.answers = answers;
    }

    /** Answers the first requests with these replies, and accepts the others. */
    void answerFirst(Reply... replies) {
        List<Reply> left = new CopyOnWriteArrayList<>(replies);
        answer(request -> left.isEmpty() ? accept(request) : left.remove(0));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** A client that retries fast. */
    WeirClient.Builder client() {
        return WeirClient.builder(url()).backoff(Duration.ofMillis(1), Duration.ofMillis(5));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange;
                GZIPInputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            Request request = new Request(text.lines().toList(), exchange.getRequestHeaders());
            requests.add(request);
            Reply reply = answers.apply(request);
            if (reply.status() == 0) {
                return;
            }
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
