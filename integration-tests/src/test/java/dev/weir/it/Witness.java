package dev.weir.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Reads the metrics over and over, and remembers every number: none may ever be seen smaller than before. */
final class Witness implements AutoCloseable {
    private final Client client;
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private final Map<String, Long> highest = new HashMap<>();
    private final List<String> stepsBack = Collections.synchronizedList(new ArrayList<>());

    private volatile long views;
    private volatile boolean closed;

    private Witness(Client client) {
        this.client = client;
    }

    static Witness of(RunningWeir weir) {
        Witness witness = new Witness(weir.client());
        witness.reader.execute(witness::readOn);
        return witness;
    }

    /** Waits until the days of the last month have that many views together. */
    void awaitViews(long atLeast) {
        await().atMost(Duration.ofMinutes(1)).until(() -> views >= atLeast);
    }

    /** Which number fell, from what to what; the numbers that were read while nothing answered are none. */
    List<String> stepsBack() {
        return List.copyOf(stepsBack);
    }

    private void readOn() {
        while (!closed) {
            try {
                views = total(read("views"));
                read("views_30d");
                read("active_users");
            } catch (IOException unreachable) {
                // The gateway, or ClickHouse behind it, has just been killed.
            }
        }
    }

    private JsonNode read(String metric) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Answer answer = client.get(
                "/metrics?limit=100000&metric=%s&from=%s&to=%s".formatted(metric, today.minusDays(30), today));
        if (answer.status() != 200) {
            throw new IOException("answered " + answer.status());
        }
        JsonNode rows = answer.json().get("rows");
        for (JsonNode row : rows) {
            String key = metric + " " + row.path("day").asText()
                    + row.path("as_of").asText() + " " + row.path("video_id").asText();
            for (Map.Entry<String, JsonNode> column : row.properties()) {
                if (column.getValue().isNumber()) {
                    note(key + " " + column.getKey(), column.getValue().asLong());
                }
            }
        }
        return rows;
    }

    private void note(String key, long value) {
        Long before = highest.put(key, value);
        if (before != null && value < before) {
            stepsBack.add(key + ": " + before + " -> " + value);
        }
    }

    private static long total(JsonNode rows) {
        long total = 0;
        for (JsonNode row : rows) {
            total += row.get("views").asLong();
        }
        return total;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.shutdown();
        if (!reader.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the last request did not end");
        }
    }
}
