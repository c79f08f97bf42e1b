// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Reads the metrics repeatedly, from one gateway after the other, and checks that no number ever decreases. */
public final class Witness implements AutoCloseable {
    static final List<String> METRICS = List.of("views", "views_30d", "active_users", "events&interval=hour");

    /**
     * The last response for the metric {@code views}.
     *
     * @param views the views of all videos on all days of the last month
     * @param asOf how fresh the views were
     */
    public record Reading(long views, Instant asOf) {}

    private final List<WeirClient> gateways;
    private final Consumer<Reading> onReading;
    private final Repeated reading;
    private final Map<String, Map<String, Long>> seen = new HashMap<>();
    private final List<String> stepsBack = Collections.synchronizedList(new ArrayList<>());

    private volatile Reading latest = new Reading(0, Instant.EPOCH);
    private int turns;

    private Witness(List<WeirClient> gateways, Duration pause, Consumer<Reading> onReading) {
        this.gateways = gateways;
        this.onReading = onReading;
        this.reading = Repeated.withPause(pause, this::readAll);
    }

    /**
     * Starts reading.
     *
     * @param pause the pause between two rounds, each of which reads all metrics
     */
    public static Witness of(List<WeirClient> gateways, Duration pause, Consumer<Reading> onReading) {
        return new Witness(gateways, pause, onReading);
    }

    public Reading latest() {
        return latest;
    }

    /** Each decrease of a number, with its values before and after. Unavailable gateways are ignored. */
    public List<String> stepsBack() {
        return List.copyOf(stepsBack);
    }

    private void readAll() {
        WeirClient gateway = gateways.get(turns++ % gateways.size());
        try {
            for (String metric : METRICS) {
                read(gateway, metric);
            }
        } catch (IOException unreachable) {
            // The gateway, or ClickHouse behind it, has just been killed.
        } catch (AssertionError unreadable) {
            stepsBack.add(String.valueOf(unreadable.getMessage()));
        }
    }

    private void read(WeirClient gateway, String metric) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Answer answer = gateway.get(String.format(
                Locale.ROOT, "/metrics?limit=100000&metric=%s&from=%s&to=%s", metric, today.minusDays(30), today));
        if (answer.status() != 200) {
            throw new IOException("answered " + answer.status());
        }
        JsonNode json = answer.json();
        Map<String, Long> now = numbers(metric, json.get("rows"));
        compare(seen.getOrDefault(metric, Map.of()), now);
        seen.put(metric, now);
        if (metric.equals("views")) {
            latest = new Reading(
                    now.values().stream().mapToLong(Long::longValue).sum(),
                    Instant.parse(json.at("/freshness/as_of").asText(Instant.EPOCH.toString())));
            onReading.accept(latest);
        }
    }

    private static Map<String, Long> numbers(String metric, JsonNode rows) {
        Map<String, Long> numbers = new HashMap<>();
        for (JsonNode row : rows) {
            StringBuilder key = new StringBuilder(metric);
            for (JsonNode column : row) {
                if (!column.isNumber()) {
                    key.append(' ').append(column.asText());
                }
            }
            for (Map.Entry<String, JsonNode> column : row.properties()) {
                if (column.getValue().isNumber()) {
                    numbers.put(key + " " + column.getKey(), column.getValue().asLong());
                }
            }
        }
        return numbers;
    }

    private void compare(Map<String, Long> before, Map<String, Long> now) {
        before.forEach((key, value) -> {
            Long current = now.get(key);
            if (current == null || current < value) {
                stepsBack.add(key + ": " + value + " -> " + (current == null ? "no row" : current));
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        reading.close();
    }
}
