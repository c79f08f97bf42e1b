// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.UuidV8;
import dev.weir.gateway.lookup.Books.Counted;
import dev.weir.gateway.lookup.Scan.Copy;
import dev.weir.http.ApiError;
import dev.weir.http.HttpListener;
import dev.weir.http.Routes;
import dev.weir.http.WorkerThreads;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Place PLACE = new Place(2, 17);

    private final HttpClient client = HttpClient.newHttpClient();
    private final WorkerThreads threads = new WorkerThreads("test", 2, 0);
    private final List<HttpListener> listeners = new ArrayList<>();
    private final List<Object> asked = new ArrayList<>();

    private EventLog log = (key, since) -> {
        asked.add(key);
        asked.add(since);
        return new Scan(2, 5, 20, true, List.of(new Copy(PLACE, NOW)));
    };
    private Books books = new Books(20, List.of(new Counted(PLACE, NOW)), List.of());

    @AfterEach
    void stop() {
        listeners.forEach(HttpListener::close);
        threads.close();
    }

    @Test
    void saysWhatBecameOfEachCopyAndHowFarItLooked() throws Exception {
        assertThat(get("/events/e-1?user_id=ada").body())
                .isEqualTo(
                        "{\"event_id\":\"e-1\",\"user_id\":\"ada\",\"fate\":\"counted\",\"copies\":[{\"fate\":\"counted\","
                                + "\"why\":\"It is counted.\",\"partition\":2,\"offset\":17,\"received_at\":\"2026-11-20T12:00:00Z\","
                                + "\"in_log\":true}],\"scanned\":{\"since\":\"2026-11-19T12:00:00Z\",\"partition\":2,"
                                + "\"from_offset\":5,\"to_offset\":20,\"complete\":true}}");
        assertThat(asked).containsExactly(new EventKey("ada", "e-1"), NOW.minus(Duration.ofDays(1)));
    }

    @Test
    void looksAsFarBackAsItIsTold() throws Exception {
        get("/events/a%2Fb?user_id=it%27s%20me&since=7d");

        assertThat(asked).containsExactly(new EventKey("it's me", "a/b"), NOW.minus(Duration.ofDays(7)));
    }

    @Test
    void findsACloudEventByItsSourceAndId() throws Exception {
        get("/events/c-1?user_id=ada&source=/players/web&since=1h");

        String eventId = UuidV8.ofCloudEvent("/players/web", "c-1").toString();
        assertThat(asked).first().isEqualTo(new EventKey("ada", eventId));
    }

    @Test
    void anEventThatIsNowhereIsNotFound() throws Exception {
        log = (key, since) -> new Scan(2, 5, 12, false, List.of());
        books = new Books(20, List.of(), List.of());

        HttpResponse<String> answer = get("/events/e-1?user_id=ada");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .contains("\"code\":\"not_found\"", "partition 2 from offset 5 up to 12", "as far as there was time");
    }

    @Test
    void refusesWithWhatIsAllowed() throws Exception {
        assertThat(get("/events/e-1").body()).contains("missing_parameter", "user_id is required");
        assertThat(get("/events/e-1?user_id=%20").body()).contains("invalid_parameter");
        assertThat(get("/events/e-1?user_id=a&user_id=b").body()).contains("invalid_parameter", "once");
        assertThat(get("/events/e-1?user_id=a&since=yesterday").body()).contains("invalid_parameter", "24h");
        assertThat(get("/events/e-1?user_id=a&since=999999d").body()).contains("invalid_parameter", "36500d");
        assertThat(get("/events/e-1?user_id=a&from=1").body()).contains("unknown_parameter", "user_id, source, since");
    }

    @Test
    void whatDoesNotAnswerIsNamed() throws Exception {
        log = (key, since) -> {
            throw new LookupUnavailableException(ApiError.KAFKA_UNAVAILABLE, new IllegalStateException("down"));
        };

        HttpResponse<String> answer = get("/events/e-1?user_id=ada");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("kafka_unavailable", "Kafka gave no answer");
    }

    @Test
    void scansForOneAtATime() throws Exception {
        CountDownLatch scanning = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        log = (key, since) -> {
            scanning.countDown();
            await().until(() -> done.getCount() == 0);
            return new Scan(2, 5, 20, true, List.of(new Copy(PLACE, NOW)));
        };
        URI url = listen("/events/e-1?user_id=ada");
        CompletableFuture<HttpResponse<String>> first =
                client.sendAsync(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
        scanning.await();

        HttpResponse<String> second = send(url);

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.body()).contains("\"code\":\"busy\"");
        done.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(send(url).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String pathAndQuery) throws Exception {
        return send(listen(pathAndQuery));
    }

    private HttpResponse<String> send(URI url) throws Exception {
        return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI listen(String pathAndQuery) {
        Bookkeeping bookkeeping = new Bookkeeping() {
            @Override
            public Books of(EventKey key, int partition) {
                assertThat(partition).isEqualTo(2);
                return books;
            }

            @Override
            public void close() {
                // Nothing to close.
            }
        };
        LookupHandler handler = new LookupHandler(log, bookkeeping, Clock.fixed(NOW, ZoneOffset.UTC));
        HttpListener listener =
                HttpListener.start("127.0.0.1", 0, 1, new Routes().get("/events/{event_id}", threads.on(handler)));
        listeners.add(listener);
        return URI.create("http://127.0.0.1:" + listener.address().getPort() + pathAndQuery);
    }
}
