// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.bench.load.HttpConnection;
import dev.weir.bench.load.PostLoad;
import dev.weir.local.Stack;
import dev.weir.testbed.Answer;
import dev.weir.testbed.Pause;
import dev.weir.testbed.PostBytes;
import dev.weir.testbed.Quantiles;
import dev.weir.testbed.TestStack;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run freshness}: measures how soon an event is visible in the numbers, under load. */
@Command(
        customSynopsis = "./bench/run freshness [--rate N] [--warm-up SECONDS] [--seconds SECONDS]",
        description = "Posts events at a fixed rate. In addition, ten times a second, it posts one event of a separate"
                + " video, and reads GET /metrics every 50 ms until each is visible. Latency counts from"
                + " the moment at which the event was due.")
final class Freshness extends Scenario {
    private static final Duration MARK_EVERY = Duration.ofMillis(100);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(2);

    /** The maximum number of videos in one query. The oldest come first, because they become visible first. */
    private static final int AT_ONCE = 50;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "events posted a second besides the marked ones; ${DEFAULT-VALUE} by default")
    private int rate = 75_000;

    @Mixin
    private final Timing timing = new Timing(60, 120);

    @Mixin
    private final Population population = new Population();

    /** The marked events that are not visible yet: when each one was due, by its video. */
    private final Map<String, Long> unseen = new LinkedHashMap<>();

    private final Quantiles visible = new Quantiles();
    private final Quantiles marksTook = new Quantiles();
    private int marks;

    Freshness() {
        super("freshness");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        try (TestStack opened = started(folder.resolve("stack"), machine)) {
            Stack stack = opened.stack();
            console.at(String.format(Locale.ROOT, "posting %,d events a second", rate));
            try (PostLoad load = PostLoad.start(stack.gatewayUrl(), rate, population.users, population.videos)) {
                Thread poster = new Thread(() -> mark(stack.gatewayUrl(), load), "marks");
                poster.setDaemon(true);
                poster.start();
                WeirClient reader = new WeirClient(stack.gatewayUrl(), GIVE_UP_AFTER);
                look(reader, load, timing.warmUp());
                marksTook.clear();
                load.took().clear();
                console.at("measuring");
                look(reader, load, timing.span());
                poster.interrupt();
                console.at(String.format(Locale.ROOT, "%,d events accepted", load.accepted()));
                show(new Report(
                        name(),
                        machine,
                        configuration(),
                        List.of(new Figures(
                                "freshness",
                                "ms",
                                Quantiles.COLUMNS,
                                List.of(
                                        new Figures.Row("due to visible in GET /metrics", visible.values(), ""),
                                        new Figures.Row("due to accepted, one event", marksTook.values(), ""),
                                        new Figures.Row(
                                                "due to accepted, 1,000 events",
                                                load.took().values(),
                                                "")))),
                        "p50"));
            }
            return 0;
        }
    }

    /** Posts marked events until it is interrupted. */
    private void mark(URI gateway, PostLoad load) {
        long due = System.nanoTime();
        try (HttpConnection connection = new HttpConnection(gateway)) {
            while (!Thread.currentThread().isInterrupted()) {
                due += MARK_EVERY.toNanos();
                while (due - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                String video = "mark-" + marks++;
                synchronized (unseen) {
                    unseen.put(video, due);
                }
                connection.ask(PostBytes.json("{\"user_id\":\"user-" + video + "\",\"video_id\":\"" + video + "\"}"));
                marksTook.add(System.nanoTime() - due);
            }
        } catch (IOException failed) {
            load.fail(failed);
        }
    }

    /**
     * Polls for the given time, and then until every event that was due within it is visible. Only these events count.
     */
    private void look(WeirClient gateway, PostLoad load, Duration span) throws IOException, InterruptedException {
        visible.clear();
        long begin = System.nanoTime();
        long end = begin + span.toNanos();
        while (System.nanoTime() - end < 0 || isAnyUnseen(end)) {
            load.check();
            Map<String, Long> asked = oldestUnseen();
            if (!asked.isEmpty()) {
                List<String> seen = seen(gateway, asked.keySet());
                long now = System.nanoTime();
                for (String video : seen) {
                    long due = asked.getOrDefault(video, now);
                    if (due - begin >= 0 && due - end < 0) {
                        visible.add(now - due);
                    }
                }
                synchronized (unseen) {
                    unseen.keySet().removeAll(seen);
                }
                if (asked.values().stream().anyMatch(due -> now - due > GIVE_UP_AFTER.toNanos())) {
                    throw new IOException("an event that was accepted is not visible after " + GIVE_UP_AFTER);
                }
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private boolean isAnyUnseen(long dueBefore) {
        synchronized (unseen) {
            return unseen.values().stream().anyMatch(due -> due - dueBefore < 0);
        }
    }

    private Map<String, Long> oldestUnseen() {
        synchronized (unseen) {
            return unseen.entrySet().stream()
                    .limit(AT_ONCE)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    private static List<String> seen(WeirClient gateway, Iterable<String> marked) throws IOException {
        StringBuilder query = new StringBuilder("/metrics?metric=views&group_by=video_id");
        marked.forEach(video -> query.append("&video_id=").append(video));
        Answer answer = gateway.get(query.toString());
        if (answer.status() != 200) {
            throw new IOException("GET /metrics: " + answer.status() + " " + answer.body());
        }
        List<String> seen = new ArrayList<>();
        for (JsonNode row : answer.json().get("rows")) {
            seen.add(row.get("video_id").asText());
        }
        return seen;
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("events/s", rate);
        timing.putInto(configuration);
        population.putInto(configuration);
        return configuration;
    }
}
