// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP client of the gateway, which acts as a producer and as a dashboard. */
public final class WeirClient {
    private static final int BATCH = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpCalls http;

    public WeirClient(URI gateway) {
        this(gateway, PATIENCE);
    }

    /** @param patience the timeout of a connection and of a request */
    public WeirClient(URI gateway, Duration patience) {
        this.http = new HttpCalls(gateway, patience);
    }

    public Answer post(String contentType, String body) throws IOException {
        return post(contentType, "", body);
    }

    public Answer post(String contentType, String query, String body) throws IOException {
        return send(http.request("/events" + query)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer post(List<Sent> events) throws IOException {
        return post("application/json", Sent.json(events));
    }

    /** Posts events as an at-least-once producer does: a batch is sent again until it is acknowledged. */
    public void postAll(List<Sent> events) {
        for (int from = 0; from < events.size(); from += BATCH) {
            List<Sent> batch = events.subList(from, Math.min(from + BATCH, events.size()));
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (!acknowledged(batch)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the gateway did not accept a batch for two minutes");
                }
            }
        }
    }

    private boolean acknowledged(List<Sent> batch) {
        try {
            Answer answer = post(batch);
            if (answer.status() == 200) {
                return true;
            }
            if (answer.status() != 503) {
                throw new AssertionError("unexpected answer: " + answer);
            }
            Thread.sleep(Duration.ofSeconds(Long.parseLong(
                            answer.headers().firstValue("Retry-After").orElseThrow()))
                    .toMillis());
        } catch (IOException unreachable) {
            pause();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
        return false;
    }

    public Answer postNothing(String pathAndQuery) throws IOException {
        return send(http.request(pathAndQuery).POST(HttpRequest.BodyPublishers.noBody()));
    }

    public Answer get(String pathAndQuery) throws IOException {
        return send(http.request(pathAndQuery));
    }

    /**
     * Reads the rows of a metric, a few days at a time. The last {@code values} columns are the value, the others are
     * the key.
     */
    public Map<String, String> metric(String query, LocalDate from, LocalDate to, int values) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(5)) {
            LocalDate last = day.plusDays(4).isBefore(to) ? day.plusDays(4) : to;
            Answer answer =
                    get(String.format(Locale.ROOT, "/metrics?limit=100000&metric=%s&from=%s&to=%s", query, day, last));
            if (answer.status() != 200) {
                throw new AssertionError("unexpected answer: " + answer);
            }
            if (answer.json().get("truncated").asBoolean()) {
                throw new AssertionError("too many rows for one response: " + query);
            }
            for (JsonNode row : answer.json().get("rows")) {
                List<String> columns = new ArrayList<>();
                row.forEach(column -> columns.add(column.asText()));
                int split = columns.size() - values;
                rows.put(
                        String.join("|", columns.subList(0, split)),
                        String.join("|", columns.subList(split, columns.size())));
            }
        }
        return rows;
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
