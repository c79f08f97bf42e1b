// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.client.FakeGateway.Reply;
import dev.weir.client.FakeGateway.Request;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sends, and what it does with the responses. */
class WeirClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofHours(1);

    private final RecordingListener listener = new RecordingListener();
    private FakeGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void sendsAnEventWithItsFields() {
        try (WeirClient client = gateway.client().apiKey("key-of-the-shop").build()) {
            client.track(Event.builder("ada", "purchase")
                    .eventId("order-1")
                    .timestamp(Instant.ofEpochMilli(1_790_000_000_123L))
                    .videoId("intro")
                    .sessionId("s-1")
                    .value(29.9)
                    .property("plan", "pro")
                    .property("coupon", null)
                    .property("tags", List.of(1, 2.5, true))
                    .property("nested", Map.of("quote", "\"日本😀\n"))
                    .property("half", "\ud83d!")
                    .build());
        }

        Request request = gateway.requests().get(0);
        assertThat(request.events())
                .containsExactly("{\"user_id\":\"ada\",\"type\":\"purchase\",\"event_id\":\"order-1\","
                        + "\"timestamp\":1790000000123,\"video_id\":\"intro\",\"session_id\":\"s-1\",\"value\":29.9,"
                        + "\"properties\":{\"plan\":\"pro\",\"coupon\":null,\"tags\":[1,2.5,true],"
                        + "\"nested\":{\"quote\":\"\\\"日本😀\\n\"},\"half\":\"\\uD83D!\"}}");
        assertThat(request.headers())
                .containsEntry("X-api-key", List.of("key-of-the-shop"))
                .containsEntry("Content-type", List.of("application/x-ndjson"))
                .containsEntry("Content-encoding", List.of("gzip"));
    }

    @Test
    void addsAnIdAndATimestamp() {
        long before = System.currentTimeMillis();
        try (WeirClient client = gateway.client().build()) {
            client.track(Event.view("ada", "intro"));
        }
        long after = System.currentTimeMillis();

        Request request = gateway.requests().get(0);
        UUID id = UUID.fromString(request.ids().get(0));
        long timestamp = Long.parseLong(request.events().get(0).replaceAll(".*\"timestamp\":(\\d+).*", "$1"));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(timestamp).isBetween(before, after).isEqualTo(id.getMostSignificantBits() >>> 16);
    }

    @Test
    void fillsRequestsUpToTheMaximumNumberOfEvents() throws Exception {
        try (WeirClient client = gateway.client().batchEvents(10).linger(NEVER).build()) {
            track(client, 25);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(gateway.requests())
                    .extracting(request -> request.events().size())
                    .containsExactly(10, 10));
            assertThat(client.flush(PATIENCE)).isTrue();
        }
        assertThat(gateway.requests())
                .extracting(request -> request.events().size())
                .containsExactly(10, 10, 5);
    }

    @Test
    void fillsRequestsUpToTheMaximumNumberOfBytes() throws Exception {
        try (WeirClient client = gateway.client().batchBytes(1024).linger(NEVER).build()) {
            track(client, 40);
            assertThat(client.flush(PATIENCE)).isTrue();
        }
        assertThat(gateway.requests()).hasSizeGreaterThan(5).allSatisfy(request -> assertThat(request.events().stream()
                        .mapToInt(line -> line.length() + 1)
                        .sum())
                .isLessThanOrEqualTo(1024));
        assertThat(new HashSet<>(ids())).hasSize(40);
    }

    @Test
    void sendsASingleEventAfterTheLinger() {
        try (WeirClient client = gateway.client().build()) {
            client.track(Event.view("ada", "intro"));
            await().atMost(PATIENCE).until(() -> client.metrics().accepted() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 408, 429, 500, 502, 503, 504})
    void retriesTheSameEventsAfterATemporaryError(int status) {
        gateway.answerFirst(Reply.error(status, "busy"), Reply.error(status, "busy"));
        WeirClient client = gateway.client().listener(listener).build();
        track(client, 3);
        assertThat(client.close(PATIENCE)).isEmpty();

        assertThat(gateway.requests())
                .hasSize(3)
                .extracting(Request::ids)
                .containsOnly(gateway.requests().get(0).ids());
        assertThat(listener.failed()).isEmpty();
        assertThat(listener.problems())
                .hasSize(2)
                .allMatch(problem -> problem.status() == status && problem.events() == 3)
                .allMatch(problem -> problem.code().equals(status == 0 ? "no_response" : "busy"));
        assertThat(client.metrics()).isEqualTo(new ClientMetrics(3, 3, 0, 0, 0, 0, 0, 0, 3, 2));
    }

    @Test
    void waitsAsLongAsRetryAfterSays() {
        gateway.answerFirst(new Reply(503, Map.of("Retry-After", "1"), "{}"));
        WeirClient client = gateway.client().listener(listener).build();
        track(client, 1);
        assertThat(client.close(PATIENCE)).isEmpty();

        assertThat(listener.problems())
                .singleElement()
                .matches(problem -> problem.retryIn().compareTo(Duration.ofSeconds(1)) >= 0);
    }

    @Test
    void retriesARequestThatTimesOut() {
        gateway.answer(request -> {
            if (gateway.requests().size() == 1) {
                await().atMost(PATIENCE).until(() -> gateway.requests().size() > 1);
            }
            return FakeGateway.accept(request);
        });
        WeirClient client =
                gateway.client().requestTimeout(Duration.ofMillis(300)).build();
        track(client, 1);
        assertThat(client.close(PATIENCE)).isEmpty();
        assertThat(client.metrics().accepted()).isEqualTo(1);
    }

    @Test
    void retriesIfAnotherServerResponds() {
        gateway.answerFirst(
                Reply.of(200, "<html>Sign in</html>"), Reply.of(200, "{\"accepted\":2}"), Reply.of(204, ""));
        WeirClient client = gateway.client().listener(listener).build();
        track(client, 1);
        assertThat(client.close(PATIENCE)).isEmpty();

        assertThat(listener.problems()).extracting(RequestProblem::code).containsOnly("unexpected_response");
        assertThat(client.metrics().accepted()).isEqualTo(1);
    }

    @Test
    void reportsEachRejectedEvent() {
        gateway.answer(request -> Reply.rejecting(request, List.of(1, 3)));
        WeirClient client = gateway.client().listener(listener).build();
        track(client, 5);
        assertThat(client.close(PATIENCE)).isEmpty();

        List<String> ids = gateway.requests().get(0).ids();
        assertThat(listener.failed())
                .extracting(FailedEvent::eventId)
                .containsExactlyInAnyOrder(ids.get(1), ids.get(3));
        assertThat(listener.failed())
                .allMatch(event ->
                        event.code().equals("too_old") && event.message().equals("Old."))
                .allMatch(event -> event.reason() == FailedEvent.Reason.REJECTED)
                .allMatch(event -> gateway.requests().get(0).events().contains(event.json()));
        assertThat(client.metrics()).isEqualTo(new ClientMetrics(5, 3, 2, 0, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void reportsEventsThatAreAllRejected() {
        gateway.answer(FakeGateway::rejectAll);
        WeirClient client = gateway.client().listener(listener).build();
        track(client, 3);
        assertThat(client.close(PATIENCE)).isEmpty();

        assertThat(listener.failed()).hasSize(3).allMatch(event -> event.code().equals("too_old"));
        assertThat(gateway.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, unknown_parameter",
        "401, invalid_api_key",
        "403, forbidden_address",
        "404, not_found",
        "415, unsupported_encoding"
    })
    void doesNotRepeatARequestThatIsRefused(int status, String code) {
        gateway.answer(request -> Reply.error(status, code));
        WeirClient client = gateway.client().listener(listener).build();
        track(client, 2);
        assertThat(client.close(PATIENCE)).isEmpty();

        assertThat(gateway.requests()).hasSize(1);
        assertThat(listener.problems()).containsExactly(new RequestProblem(status, code, "Not now.", 2, Duration.ZERO));
        assertThat(listener.failed()).hasSize(2).allMatch(event -> event.code().equals(code));
    }

    @Test
    void halvesARequestThatIsTooLarge() {
        gateway.answer(request -> request.events().size() > 3 ? Reply.of(413, "") : FakeGateway.accept(request));
        WeirClient client = gateway.client().listener(listener).build();
        track(client, 10);
        assertThat(client.close(PATIENCE)).isEmpty();

        assertThat(client.metrics().accepted()).isEqualTo(10);
        assertThat(listener.failed()).isEmpty();
    }

    @Test
    void reportsAnEventThatIsTooLargeAlone() {
        gateway.answer(request -> request.events().stream().anyMatch(line -> line.contains("huge"))
                ? Reply.of(413, "")
                : FakeGateway.accept(request));
        WeirClient client = gateway.client().listener(listener).build();
        track(client, 5);
        client.track(Event.view("ada", "huge"));
        track(client, 5);
        assertThat(client.close(PATIENCE)).isEmpty();

        assertThat(client.metrics().accepted()).isEqualTo(10);
        assertThat(listener.failed()).singleElement().matches(event -> event.code()
                .equals("http_413"));
    }

    @Test
    void continuesIfTheListenerFails() {
        gateway.answerFirst(Reply.error(503, "busy"), Reply.error(401, "invalid_api_key"));
        WeirClient client = gateway.client()
                .batchEvents(1)
                .requestsInFlight(1)
                .listener(new ClientListener() {
                    @Override
                    public void eventsFailed(List<FailedEvent> events) {
                        throw new IllegalStateException("a mistake of the program");
                    }

                    @Override
                    public void requestFailed(RequestProblem problem) {
                        throw new IllegalStateException("a mistake of the program");
                    }
                })
                .build();
        track(client, 2);
        assertThat(client.close(PATIENCE)).isEmpty();
        assertThat(client.metrics()).isEqualTo(new ClientMetrics(2, 1, 1, 0, 0, 0, 0, 0, 3, 1));
    }

    @Test
    void keepsThePathOfTheConfiguredUrl() throws Exception {
        try (WeirClient client =
                WeirClient.builder(URI.create(gateway.url() + "/events/")).build()) {
            track(client, 1);
            assertThat(client.flush(PATIENCE)).isTrue();
        }
        assertThat(gateway.requests()).hasSize(1);
    }

    @Test
    void refusesInvalidEvents() {
        try (WeirClient client = gateway.client().batchBytes(1024).build()) {
            assertThatThrownBy(() -> client.track(Event.of("x".repeat(1024), "login")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("larger than a batch");
            assertThatThrownBy(() -> client.track(Event.builder("ada", "login")
                            .property("thread", new Object())
                            .build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("java.lang.Object");
            assertThatThrownBy(() -> Event.builder("ada", "login").value(Double.NaN))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(client.metrics().tracked()).isZero();
        }
        assertThatThrownBy(() -> WeirClient.builder(URI.create("localhost:8080")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://weir.example.org");
    }

    private static void track(WeirClient client, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(client.track(Event.view("ada", "v-" + i))).isTrue();
        }
    }

    private List<String> ids() {
        return gateway.requests().stream()
                .flatMap(request -> request.ids().stream())
                .toList();
    }
}
