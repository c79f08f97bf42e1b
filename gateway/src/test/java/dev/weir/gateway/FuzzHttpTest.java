// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.TestGateway.Answer;
import dev.weir.gateway.ingest.FuzzRun;
import dev.weir.gateway.ingest.NearlyValid;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Sends almost valid and damaged bodies over HTTP. Every response must be one of the contract, and never an internal
 * error.
 */
class FuzzHttpTest {
    private static final String[] OF_HEADS = {
        "", "health", "metrics?metric=views&video_id=", "metrics?", "docs/", "events"
    };

    private static final String[] MEDIA_TYPES = {
        "application/json", "application/x-ndjson", "application/cloudevents+json", "application/cloudevents-batch+json"
    };

    @Test
    void answersAnyBody() {
        long seed = FuzzRun.seed();
        Random random = new Random(seed);
        NearlyValid events = new NearlyValid(seed, System.currentTimeMillis());
        Map<Integer, Long> statuses = new TreeMap<>();
        try (TestGateway gateway = new TestGateway()) {
            FuzzRun run = new FuzzRun(500);
            while (run.next()) {
                String mediaType = MEDIA_TYPES[random.nextInt(MEDIA_TYPES.length)];
                byte[] body = body(random, events, mediaType.contains("cloudevents"));
                boolean gzip = random.nextInt(8) == 0;
                byte[] sent = gzip ? events.damaged(TestGateway.gzip(body)) : events.damaged(body);

                Answer answer =
                        gateway.post("/events", mediaType, sent, "Content-Encoding", gzip ? "gzip" : "identity");

                statuses.merge(answer.status(), 1L, Long::sum);
                assertThat(answer.status())
                        .as("seed %d, %s: %s", seed, mediaType, new String(body, UTF_8))
                        .isIn(200, 207, 400);
                assertThat(answer.body().get("accepted").asInt()
                                + answer.body().get("rejected").asInt())
                        .isGreaterThanOrEqualTo(answer.status() == 200 ? 0 : 1);
                gateway.publisher.batches().clear();
            }
        }
        assertThat(statuses).isNotEmpty();
        System.out.println("Bodies over HTTP: seed " + seed + ", answers by status " + statuses);
    }

    /** Sends random bytes in the URL or in a header. Every error response must have the documented shape. */
    @Test
    void answersAnyHead() {
        long seed = FuzzRun.seed();
        Random random = new Random(seed);
        Map<String, Long> answers = new TreeMap<>();
        try (TestGateway gateway = new TestGateway()) {
            FuzzRun run = new FuzzRun(1_000);
            while (run.next()) {
                String target = "/" + OF_HEADS[random.nextInt(OF_HEADS.length)] + noise(random);
                String header = random.nextInt(3) == 0 ? "X-A" + noise(random) : "X-A: b";
                Answer answer =
                        gateway.raw("GET " + target + " HTTP/1.1", "Host: localhost", header, "Connection: close");

                String code = answer.errorCode();
                answers.merge(answer.status() + " " + code, 1L, Long::sum);
                assertThat(answer.status() < 400 || !code.isEmpty())
                        .as(
                                "seed %d, %s, %s: %s",
                                seed, target, header, answer.raw().body())
                        .isTrue();
                assertThat(answer.status()).isNotEqualTo(500);
                assertThat(answer.header("X-Request-ID")).isNotEmpty();
            }
        }
        System.out.println("Heads over HTTP: seed " + seed + ", answers " + answers);
    }

    private static String noise(Random random) {
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            noise.append(
                    random.nextInt(3) == 0
                            ? (char) (1 + random.nextInt(255))
                            : "%?&=;:/+#| {}\\".charAt(random.nextInt(14)));
        }
        // Line breaks would end the line or the request.
        return noise.toString().replaceAll("[\\r\\n]", "~");
    }

    private static byte[] body(Random random, NearlyValid events, boolean cloudEvents) {
        StringBuilder body = new StringBuilder(random.nextInt(4) == 0 ? "" : "[");
        String separator = body.isEmpty() ? "\n" : ",";
        for (int i = random.nextInt(4); i >= 0; i--) {
            body.append(events.event(cloudEvents)).append(i == 0 ? "" : separator);
        }
        return body.append(separator.equals(",") ? "]" : "").toString().getBytes(UTF_8);
    }
}
