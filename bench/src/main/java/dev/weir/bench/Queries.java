// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.PostLoad;
import dev.weir.local.Stack;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
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

    private final SplittableRandom random = new SplittableRandom();

    Queries() {
        super("queries");
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
            Figures latencies = rate > 0 ? measureUnderLoad(stack) : measure(stack.gatewayUrl());
            show(new Report(name(), machine, configuration(), List.of(latencies), "p95"));
            return 0;
        }
    }

    private Figures measureUnderLoad(Stack stack) throws IOException {
        console.at(String.format(Locale.ROOT, "posting %,d events a second", rate));
        try (PostLoad load = PostLoad.start(stack.gatewayUrl(), rate, users, videos)) {
            Figures latencies = measure(stack.gatewayUrl());
            load.check();
            return latencies;
        }
    }

    private Figures measure(URI gateway) {
        List<QueryLoad.Shape> shapes = QueryShape.DOCUMENTED.stream()
                .map(shape -> new QueryLoad.Shape(shape.name(), () -> shape.some(random, videos, days)))
                .toList();
        QueryLoad load = new QueryLoad(gateway, shapes, perSecond);
        load.run(timing.warmUp());
        console.at("measuring");
        return load.run(timing.span());
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
