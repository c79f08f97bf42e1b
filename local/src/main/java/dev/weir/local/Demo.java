// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sends synthetic views through the gateway, and prints once a second how many are expected and how many are counted.
 * Some of the views are sent twice.
 *
 * <p>A batch without a successful response is sent again unchanged, as every producer should do. Its events have ids,
 * so they count once.
 */
final class Demo {
    private static final int BATCHES_A_SECOND = 10;
    private static final int EVENTS_A_BATCH = 50;
    private static final int USERS = 5_000;
    private static final int VIDEOS = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SEND_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration LAST_COUNTS_WITHIN = Duration.ofSeconds(10);
    private static final Duration LAST_BATCH_WITHIN = Duration.ofSeconds(3);

    /** The share of events that are sent again with the same id. They must not count again. */
    private static final double DUPLICATES = 0.02;

    private final Supplier<URI> gateway;
    private final HttpClient http;
    private final Consumer<String> lines;
    private final Random random = new Random();
    private final LocalDate firstDay = LocalDate.now(ZoneOffset.UTC);
    private final Thread thread = new Thread(this::send, "demo");

    private volatile boolean finishing;

    private String previous = "";
    private int freshInBatch;
    private OptionalLong before = OptionalLong.empty();
    private long sent;
    private long expected;

    /** @param gateway is not called before the stack is ready */
    Demo(Supplier<URI> gateway, HttpClient http, Consumer<String> lines) {
        this.gateway = gateway;
        this.http = http;
        this.lines = lines;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Stops sending and prints the result. The stack must still run. */
    void finish() {
        finishing = true;
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(LAST_BATCH_WITHIN.toMillis());
            if (thread.isAlive()) {
                lines.accept("demo: the gateway does not respond; it is unknown whether the last batch counts.");
                return;
            }
            lines.accept(closing());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        try {
            while (!finishing) {
                long second = System.nanoTime();
                if (before.isEmpty()) {
                    before = counted();
                }
                for (int batch = 1; batch <= BATCHES_A_SECOND && before.isPresent() && !finishing; batch++) {
                    sendBatch();
                    pauseUntil(second + batch * Duration.ofSeconds(1).toNanos() / BATCHES_A_SECOND);
                }
                if (!finishing) {
                    pauseUntil(second + Duration.ofSeconds(1).toNanos());
                    lines.accept(seen());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendBatch() throws InterruptedException {
        freshInBatch = 0;
        String body = IntStream.range(0, EVENTS_A_BATCH)
                .mapToObj(index -> event())
                .collect(Collectors.joining(",", "[", "]"));
        while (true) {
            String refusal = "";
            try {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(gateway.get().resolve("/events"))
                                .header("Content-Type", "application/json")
                                .timeout(TIMEOUT)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    sent += EVENTS_A_BATCH;
                    expected += freshInBatch;
                    return;
                }
                refusal = "responds with " + response.statusCode();
            } catch (IOException noAnswer) {
                refusal = "does not respond";
            }
            lines.accept("demo: the gateway " + refusal + "; retrying the batch");
            Thread.sleep(SEND_AGAIN_AFTER.toMillis());
        }
    }

    private String event() {
        if (!previous.isEmpty() && random.nextDouble() < DUPLICATES) {
            return previous;
        }
        freshInBatch++;
        previous = "{\"event_id\":\"" + UUID.randomUUID() + "\",\"user_id\":\"user-" + skewed(USERS)
                + "\",\"video_id\":\"video-" + skewed(VIDEOS) + "\"}";
        return previous;
    }

    /** A number from 1 on. Small numbers are more likely, so that a few videos have most of the views. */
    private String skewed(int most) {
        double uniform = random.nextDouble();
        return Integer.toString(1 + (int) (uniform * uniform * uniform * most));
    }

    private String seen() throws InterruptedException {
        if (before.isEmpty()) {
            return "demo: no metrics yet";
        }
        OptionalLong counted = counted();
        if (counted.isEmpty()) {
            return "demo: no metrics";
        }
        long sinceThen = counted.getAsLong() - before.getAsLong();
        return String.format(
                Locale.ROOT,
                "sent %,d (%,d of them twice)  expected %,d  counted %,d  in flight %,d",
                sent,
                sent - expected,
                expected,
                sinceThen,
                Math.max(0, expected - sinceThen));
    }

    private String closing() throws InterruptedException {
        long deadline = System.nanoTime() + LAST_COUNTS_WITHIN.toNanos();
        while (true) {
            OptionalLong counted = counted();
            long sinceThen = counted.orElse(0) - before.orElse(0);
            if (counted.isPresent() && sinceThen >= expected || System.nanoTime() > deadline) {
                return String.format(
                        Locale.ROOT,
                        "demo: %,d events sent (%,d of them twice), %,d expected, %s counted%s",
                        sent,
                        sent - expected,
                        expected,
                        counted.isPresent() ? String.format(Locale.ROOT, "%,d", sinceThen) : "an unknown number",
                        verdict(counted.isPresent(), sinceThen));
            }
            Thread.sleep(Duration.ofMillis(200).toMillis());
        }
    }

    private String verdict(boolean isKnown, long counted) {
        if (!isKnown || counted < expected) {
            return ". The next ./run counts the rest.";
        }
        return counted == expected ? ": each once." : ". Another producer also sent views.";
    }

    /** All views since the day on which the demo began. Empty while the gateway cannot report them. */
    private OptionalLong counted() throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(gateway.get().resolve("/metrics?metric=views&group_by=day&from=" + firstDay))
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(new ObjectMapper()
                    .readTree(response.body()).findValues("views").stream()
                            .mapToLong(JsonNode::asLong)
                            .sum());
        } catch (IOException noAnswer) {
            return OptionalLong.empty();
        }
    }

    private static void pauseUntil(long nanoTime) throws InterruptedException {
        long nanos = nanoTime - System.nanoTime();
        if (nanos > 0) {
            Thread.sleep(Duration.ofNanos(nanos).toMillis());
        }
    }
}
