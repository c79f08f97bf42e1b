// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.PostLoad;
import dev.weir.local.Stack;
import dev.weir.testbed.Quantiles;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run queries}: measures the latency of {@code GET /metrics}, under load. */
@Command(
        customSynopsis =
                "./bench/run queries [--per-second N] [--rate N] [--videos N] [--days N] [--warm-up SECONDS] [--seconds SECONDS]",
        description = "Fills the tables with the numbers of every video on every day, posts events at a fixed rate, and"
                + " sends queries of every documented shape at a fixed rate. Latency counts from the moment"
                + " at which a query was due.")
final class Queries extends Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            description = "queries a second, of all shapes together; ${DEFAULT-VALUE} by default")
    private int perSecond = 100;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "events posted a second meanwhile; 0 for none; ${DEFAULT-VALUE} by default")
    private int rate = 75_000;

    @Option(names = "--videos", paramLabel = "N", description = "number of videos; ${DEFAULT-VALUE} by default")
    private int videos = 100_000;

    @Option(names = "--days", paramLabel = "N", description = "number of days; ${DEFAULT-VALUE} by default")
    private int days = 200;

    @Mixin
    private final Timing timing = new Timing(30, 120);

    @Option(names = "--users", paramLabel = "N", description = "number of users; ${DEFAULT-VALUE} by default")
    private int users = 500_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SplittableRandom random = new SplittableRandom();

    Queries() {
        super("queries");
    }

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

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        try (TestStack opened = started(folder.resolve("stack"), machine)) {
            Stack stack = opened.stack();
            console.at(String.format(Locale.ROOT, "writing the numbers of %,d videos on %,d days", videos, days));
            History history = new History(new Sql(stack.clickHouseUrl()), videos, days);
            history.write();
            console.at("rows of daily views: " + history.size());
            Map<QueryShape, Asked> asked = rate > 0 ? askUnderLoad(stack) : ask(stack.gatewayUrl());
            show(new Report(name(), machine, configuration(), List.of(figures(asked)), "p95"));
            return 0;
        }
    }

    private Map<QueryShape, Asked> askUnderLoad(Stack stack) throws IOException {
        console.at(String.format(Locale.ROOT, "posting %,d events a second", rate));
        try (PostLoad load = PostLoad.start(stack.gatewayUrl(), rate, users, videos)) {
            Map<QueryShape, Asked> asked = ask(stack.gatewayUrl());
            load.check();
            return asked;
        }
    }

    private Map<QueryShape, Asked> ask(URI gateway) {
        ask(gateway, timing.warmUp());
        console.at("measuring");
        return ask(gateway, timing.span());
    }

    /** Sends the queries of each shape in turn on a fixed schedule, and waits for the last responses. */
    private Map<QueryShape, Asked> ask(URI gateway, Duration span) {
        Map<QueryShape, Asked> asked = new LinkedHashMap<>();
        QueryShape.DOCUMENTED.forEach(shape -> asked.put(shape, new Asked()));
        List<Map.Entry<QueryShape, Asked>> turns = List.copyOf(asked.entrySet());
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        long begin = System.nanoTime();
        long questions = span.toSeconds() * perSecond;
        for (int number = 0; number < questions; number++) {
            long due = begin + (long) (number * 1e9 / perSecond);
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Map.Entry<QueryShape, Asked> turn = turns.get(number % turns.size());
            HttpRequest request = HttpRequest.newBuilder(
                            gateway.resolve(turn.getKey().some(random, videos, days)))
                    .timeout(PATIENCE)
                    .build();
            answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .handle((answer, failed) -> {
                        turn.getValue().note(System.nanoTime() - due, problem(answer, failed));
                        return null;
                    }));
        }
        answers.forEach(CompletableFuture::join);
        return asked;
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

    private static Figures figures(Map<QueryShape, Asked> asked) {
        List<Figures.Row> rows = new ArrayList<>();
        asked.forEach((shape, one) -> rows.add(new Figures.Row(shape.name(), one.took.values(), one.failures())));
        return new Figures("GET /metrics", "ms", Quantiles.COLUMNS, rows);
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("questions/s", perSecond);
        configuration.put("events/s", rate);
        configuration.put("videos", videos);
        configuration.put("days", days);
        timing.putInto(configuration);
        return configuration;
    }
}
