package dev.weir.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sends synthetic views through the gateway for ever, and says once a second what comes back. */
final class Demo implements Runnable {
    private static final int BATCHES_A_SECOND = 10;
    private static final int EVENTS_A_BATCH = 50;
    private static final int USERS = 5_000;
    private static final int VIDEOS = 200;

    /** One in fifty is sent again with its identity, and must not count. */
    private static final double DUPLICATES = 0.02;

    private final URI gateway;
    private final Consumer<String> lines;
    private final Random random = new Random();
    private final HttpClient http;

    private String previous = "";
    private long sent;
    private long duplicates;
    private long accepted;

    Demo(URI gateway, HttpClient http, Consumer<String> lines) {
        this.gateway = gateway;
        this.http = http;
        this.lines = lines;
    }

    @Override
    public void run() {
        try {
            while (true) {
                long second = System.nanoTime();
                for (int batch = 1; batch <= BATCHES_A_SECOND; batch++) {
                    send();
                    pauseUntil(second + batch * Duration.ofSeconds(1).toNanos() / BATCHES_A_SECOND);
                }
                lines.accept(seen());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() throws InterruptedException {
        String body = IntStream.range(0, EVENTS_A_BATCH)
                .mapToObj(index -> event())
                .collect(Collectors.joining(",", "[", "]"));
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(gateway.resolve("/events"))
                            .header("Content-Type", "application/json")
                            .timeout(Duration.ofSeconds(10))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            sent += EVENTS_A_BATCH;
            accepted += number("accepted", response.body()).orElse(0);
        } catch (IOException refused) {
            lines.accept("demo: the gateway does not answer: " + refused);
        }
    }

    private String event() {
        if (!previous.isEmpty() && random.nextDouble() < DUPLICATES) {
            duplicates++;
            return previous;
        }
        previous = String.format(
                Locale.ROOT,
                "{\"event_id\":\"%s\",\"user_id\":\"user-%d\",\"video_id\":\"video-%d\"}",
                UUID.randomUUID(),
                skewed(USERS),
                skewed(VIDEOS));
        return previous;
    }

    /** From 1, the smaller the likelier: a few videos have most of the views. */
    private int skewed(int most) {
        double uniform = random.nextDouble();
        return 1 + (int) (uniform * uniform * uniform * most);
    }

    private String seen() throws InterruptedException {
        try {
            String views = get("/metrics?metric=views&group_by=day");
            String users = get("/metrics?metric=active_users");
            return String.format(
                    Locale.ROOT,
                    "sent %,d (%,d of them twice)  accepted %,d  views today %,d  dau %,d  lag %s",
                    sent,
                    duplicates,
                    accepted,
                    number("views", views).orElse(0),
                    number("dau", users).orElse(0),
                    number("lag_ms", views).isPresent()
                            ? String.format(
                                    Locale.ROOT,
                                    "%,d ms",
                                    number("lag_ms", views).getAsLong())
                            : "not known yet");
        } catch (IOException refused) {
            return "demo: no metrics: " + refused;
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(gateway.resolve(path))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The first number of that name. */
    private static OptionalLong number(String name, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(json);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    private static void pauseUntil(long nanoTime) throws InterruptedException {
        long nanos = nanoTime - System.nanoTime();
        if (nanos > 0) {
            Thread.sleep(Duration.ofNanos(nanos).toMillis());
        }
    }
}
