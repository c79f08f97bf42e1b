// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.client.ClientListener;
import dev.weir.client.ClientMetrics;
import dev.weir.client.Event;
import dev.weir.client.FailedEvent;
import dev.weir.client.RequestProblem;
import dev.weir.client.WeirClient;
import dev.weir.local.Component;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends events with Weir's clients for Java and Node.js at the same time, while the gateway limits their rate, is killed
 * with {@code kill -9}, and cannot reach Kafka. Each event counts once.
 *
 * <p>With {@code -Dweir.clients.events=500000} the two send a million.
 */
class ClientsIT {
    private static final int EVENTS_EACH = Integer.getInteger("weir.clients.events", 100_000);
    /** So few that both clients reach the limit, with up to 1,000 events a request. */
    private static final String REQUESTS_PER_SECOND = "3";

    private static final int SENT_TWICE = 1_000;
    private static final int VIDEOS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String JAVA_KEY = "key-of-the-java-client";
    private static final String NODE_KEY = "key-of-the-node-client";

    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of(
            "WEIR_API_KEYS",
            "java:" + JAVA_KEY + ",node:" + NODE_KEY,
            "WEIR_RATE_LIMIT_PER_CLIENT",
            REQUESTS_PER_SECOND));

    private final Map<Integer, Integer> problems = new ConcurrentHashMap<>();
    private final List<FailedEvent> failed = new CopyOnWriteArrayList<>();

    @Test
    void countsEachEventOnceThroughFaultsOfTheGateway() throws Exception {
        Process node = startNode();
        try {
            CompletableFuture<String> report = CompletableFuture.supplyAsync(() -> output(node));
            WeirClient client = client();
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(client));
            breakTheGateway(client);
            producer.join();

            assertThat(client.close(PATIENCE)).isEmpty();
            assertJava(client.metrics());
            assertNode(report.join());
        } finally {
            node.destroyForcibly();
        }

        weir.awaitFresh();
        assertThat(weir.sql("SELECT count(), uniqExact(user_id, event_id) FROM weir.events"))
                .isEqualTo(2 * EVENTS_EACH + "\t" + 2 * EVENTS_EACH);
        assertThat(weir.sql("SELECT video_id, sum(views) FROM weir.video_views_daily GROUP BY video_id")
                        .lines())
                .containsExactlyInAnyOrderElementsOf(expectedViews());
        assertBooks();
    }

    private WeirClient client() {
        return WeirClient.builder(weir.stack().gatewayUrl())
                .apiKey(JAVA_KEY)
                .bufferBytes(4 * 1024 * 1024)
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .listener(new ClientListener() {
                    @Override
                    public void eventsFailed(List<FailedEvent> events) {
                        failed.addAll(events);
                    }

                    @Override
                    public void requestFailed(RequestProblem problem) {
                        problems.merge(problem.status(), 1, Integer::sum);
                    }
                })
                .build();
    }

    private static void produce(WeirClient client) {
        for (int i = 0; i < EVENTS_EACH; i++) {
            Event.Builder event =
                    Event.builder("java-" + i % 1_000, "video_view").videoId("java-" + i % VIDEOS);
            if (i < SENT_TWICE) {
                event.eventId("twice-" + i);
                track(client, event.build());
            }
            track(client, event.build());
        }
    }

    private static void track(WeirClient client, Event event) {
        try {
            assertThat(client.trackWithin(event, PATIENCE)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void breakTheGateway(WeirClient client) {
        awaitAccepted(client, EVENTS_EACH / 10);
        killAndStart(weir.stack().gateway());

        awaitAccepted(client, EVENTS_EACH * 3 / 10);
        weir.stack().kafka().kill();
        await().atMost(PATIENCE).until(() -> problems.containsKey(503));
        weir.stack().kafka().start();

        awaitAccepted(client, EVENTS_EACH * 5 / 10);
        killAndStart(weir.stack().gateway());

        awaitAccepted(client, EVENTS_EACH * 7 / 10);
        killAndStart(weir.stack().gateway());
        assertThat(client.metrics().accepted()).isLessThan(EVENTS_EACH);
    }

    private static void awaitAccepted(WeirClient client, long events) {
        await().atMost(PATIENCE.multipliedBy(2))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> client.metrics().accepted() >= events);
    }

    private static void killAndStart(Component component) {
        component.kill();
        component.start();
    }

    private void assertJava(ClientMetrics metrics) {
        System.out.println("Java: " + metrics + ", failed requests by status: " + new TreeMap<>(problems));
        assertThat(failed).isEmpty();
        assertThat(metrics.accepted()).isEqualTo(metrics.tracked()).isEqualTo(EVENTS_EACH + SENT_TWICE);
        assertThat(metrics.refused()).isZero();
        assertThat(problems).containsOnlyKeys(0, 429, 503);
    }

    private static void assertNode(String report) throws IOException {
        System.out.println("Node.js: " + report);
        JsonNode result = new ObjectMapper().readTree(report);
        assertThat(result.get("accepted").asInt()).as(report).isEqualTo(EVENTS_EACH);
        assertThat(result.get("tracked").asInt()).as(report).isEqualTo(EVENTS_EACH);
        assertThat(result.get("left").asInt() + result.get("failed").asInt())
                .as(report)
                .isZero();
        assertThat(result.get("problems").has("0")).as(report).isTrue();
        assertThat(result.get("problems").has("429")).as(report).isTrue();
    }

    private static List<String> expectedViews() {
        return List.of("java", "node").stream()
                .flatMap(client -> IntStream.range(0, VIDEOS)
                        .mapToObj(video -> client + "-" + video + "\t" + EVENTS_EACH / VIDEOS))
                .collect(Collectors.toList());
    }

    private static void assertBooks() throws IOException {
        JsonNode books = weir.client().get("/reconcile?wait=30s").json();
        System.out.println("Books: balanced=" + books.get("balanced") + " " + books.get("totals"));
        assertThat(books.get("balanced").asBoolean()).as(books.toString()).isTrue();
        JsonNode totals = books.get("totals");
        long duplicates = totals.get("duplicates").asLong();
        assertThat(duplicates).isGreaterThanOrEqualTo(SENT_TWICE);
        assertThat(totals.get("counted").asLong()).isEqualTo(2L * EVENTS_EACH);
        assertThat(totals.get("read").asLong()).isEqualTo(2L * EVENTS_EACH + duplicates);
    }

    private static Process startNode() throws IOException {
        ProcessBuilder program = new ProcessBuilder("node", "weir-node.mjs")
                .directory(Path.of("clients").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        program.environment()
                .putAll(Map.of(
                        "GATEWAY_URL", weir.stack().gatewayUrl().toString(),
                        "API_KEY", NODE_KEY,
                        "EVENTS", String.valueOf(EVENTS_EACH)));
        return program.start();
    }

    private static String output(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
