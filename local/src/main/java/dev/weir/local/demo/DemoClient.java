// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The gateway's client. A batch without a successful response is sent again unchanged, as every producer should do. Its
 * events have ids, so they count once.
 */
final class DemoClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SEND_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<URI> gateway;
    private final HttpClient http;
    private final Consumer<String> lines;

    DemoClient(Supplier<URI> gateway, HttpClient http, Consumer<String> lines) {
        this.gateway = gateway;
        this.http = http;
        this.lines = lines;
    }

    /** Returns true when the gateway has accepted all of them, and false if it never will. */
    boolean send(List<ObjectNode> events) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.get().resolve("/events"))
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(json(events)))
                .build();
        while (true) {
            String refusal = "does not respond";
            try {
                int status =
                        http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
                if (status == 200) {
                    return true;
                }
                if (status < 500 && status != 429) {
                    lines.accept("demo: the gateway refuses a batch with " + status);
                    return false;
                }
                refusal = "responds with " + status;
            } catch (IOException noAnswer) {
                // Sent again below.
            }
            lines.accept("demo: the gateway " + refusal + "; retrying the batch");
            Thread.sleep(SEND_AGAIN_AFTER.toMillis());
        }
    }

    /** All events since a day. Empty while the gateway cannot report them. */
    OptionalLong counted(LocalDate since) throws InterruptedException {
        return get("/metrics?metric=events&limit=100000&from=" + since)
                .map(answer -> OptionalLong.of(answer.findValues("events").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum()))
                .orElse(OptionalLong.empty());
    }

    /** How old an event may be. Empty while the gateway does not say so. */
    Optional<Duration> allowedLateness() throws InterruptedException {
        return get("/limits")
                .map(limits -> Duration.ofMillis(
                        limits.at("/event/allowed_lateness_ms").asLong()));
    }

    private Optional<JsonNode> get(String path) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(gateway.get().resolve(path))
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(JSON.readTree(response.body())) : Optional.empty();
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    private static String json(List<ObjectNode> events) {
        try {
            return JSON.writeValueAsString(events);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Every event is a plain object.", impossible);
        }
    }
}
