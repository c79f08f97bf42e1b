// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.testbed.Quantiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends queries of several shapes in turn, on a fixed schedule. Latency counts from the moment a query was due. */
final class QueryLoad {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final URI gateway;
    private final List<Shape> shapes;
    private final int perSecond;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * A kind of query.
     *
     * @param next makes the path and query of the next request
     */
    record Shape(String name, Supplier<String> next) {}

    /** The results of the queries of one shape. */
    private static final class Asked {
        private final Quantiles took = new Quantiles();
        private final Map<String, Integer> failures = new ConcurrentHashMap<>();

        private void note(long nanos, String problem) {
            took.add(nanos);
            if (!problem.isEmpty()) {
                failures.merge(problem, 1, Integer::sum);
            }
        }

        private String failures() {
            return failures.isEmpty() ? "" : "not answered: " + failures;
        }
    }

    /** @param perSecond queries a second, of all shapes together */
    QueryLoad(URI gateway, List<Shape> shapes, int perSecond) {
        this.gateway = gateway;
        this.shapes = shapes;
        this.perSecond = perSecond;
    }

    /** Sends queries for a time, and waits for the last responses. Returns the latencies of each shape. */
    Figures run(Duration span) {
        Map<Shape, Asked> asked = new LinkedHashMap<>();
        shapes.forEach(shape -> asked.put(shape, new Asked()));
        List<Map.Entry<Shape, Asked>> turns = List.copyOf(asked.entrySet());
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        long begin = System.nanoTime();
        long questions = span.toSeconds() * perSecond;
        for (int number = 0; number < questions; number++) {
            long due = begin + (long) (number * 1e9 / perSecond);
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Map.Entry<Shape, Asked> turn = turns.get(number % turns.size());
            HttpRequest request = HttpRequest.newBuilder(
                            gateway.resolve(turn.getKey().next().get()))
                    .timeout(PATIENCE)
                    .build();
            answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .handle((answer, failed) -> {
                        turn.getValue().note(System.nanoTime() - due, problem(answer, failed));
                        return null;
                    }));
        }
        answers.forEach(CompletableFuture::join);
        return figures(asked);
    }

    private static String problem(@Nullable HttpResponse<String> answer, @Nullable Throwable failed) {
        if (answer == null) {
            return String.valueOf(failed);
        }
        if (answer.statusCode() != OK) {
            return Integer.toString(answer.statusCode());
        }
        return answer.body().contains("\"rows\":[]") ? "no rows" : "";
    }

    private static Figures figures(Map<Shape, Asked> asked) {
        List<Figures.Row> rows = new ArrayList<>();
        asked.forEach((shape, one) -> rows.add(new Figures.Row(shape.name(), one.took.values(), one.failures())));
        return new Figures("GET /metrics", "ms", Quantiles.COLUMNS, rows);
    }
}
