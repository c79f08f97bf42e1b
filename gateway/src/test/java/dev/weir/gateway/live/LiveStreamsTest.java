// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.query.InMemoryMetricsReader;
import dev.weir.gateway.query.MetricCatalogue;
import dev.weir.gateway.query.MetricsAnswer;
import dev.weir.gateway.query.MetricsQuery;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.NotMeasuredException;
import dev.weir.gateway.query.RepeatedReads;
import dev.weir.gateway.query.SampleNumbers;
import dev.weir.gateway.query.SharedReads;
import dev.weir.http.ConnectionLimits;
import dev.weir.http.HttpListener;
import dev.weir.http.admission.ByteBudget;
import dev.weir.http.admission.Client;
import dev.weir.http.tls.ServerCertificate;
import dev.weir.http.tls.TlsConfiguration;
import dev.weir.testsupport.TestAuthority;
import dev.weir.testsupport.TestAuthority.Issued;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LiveStreamsTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
    private static final String VIEWS = "/metrics/stream?metric=views&group_by=day";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestNumbers numbers = new TestNumbers();
    private final TestClock clock = new TestClock();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private StreamLimits limits = StreamLimits.DEFAULT;
    private @Nullable LiveStreams streams;
    private @Nullable ServerCertificate certificate;

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void sendsTheNumbersFirstAndWhenTheyChange() throws Exception {
        numbers.set(1, NOON.minusMillis(840));
        EventReader events = listen(VIEWS);

        await().until(() -> events.events().size() == 1);
        numbers.set(2, NOON.minusMillis(500));
        await().until(() -> events.events().size() == 2);

        assertThat(events.response().headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(events.firstLine()).isEqualTo("retry: 1000");
        assertThat(events.events())
                .containsExactly(
                        new EventReader.Event("metrics", "2026-11-02T11:59:59.160Z", json(1, "11:59:59.160", 840)),
                        new EventReader.Event("metrics", "2026-11-02T11:59:59.500Z", json(2, "11:59:59.500", 500)));
    }

    @Test
    void sendsTheFreshnessPeriodicallyWithoutChanges() throws Exception {
        numbers.set(1, NOON);
        EventReader events = listen(VIEWS);
        await().until(() -> events.events().size() == 1);

        numbers.set(1, NOON.plusSeconds(1));

        await().atMost(Duration.ofSeconds(20)).until(() -> events.events().size() == 2);
        assertThat(events.events().get(1).id()).isEqualTo("2026-11-02T12:00:01.000Z");
    }

    @Test
    void sendsTheAnswersOfSeveralQueriesAndTheStatus() throws Exception {
        EventReader events = listen("/metrics/stream?query=metric%3Dviews&query=metric%3Dactive_users&status=true");

        await().until(() -> !events.named("query-0").isEmpty()
                && !events.named("query-1").isEmpty()
                && !events.named("status").isEmpty());
        assertThat(events.named("query-0").get(0).data()).startsWith("{\"metric\":\"views\",");
        assertThat(events.named("query-1").get(0).data()).startsWith("{\"metric\":\"active_users\",");
        assertThat(events.named("status").get(0).data()).startsWith("{\"now\":\"2026-11-02T12:00:00.000Z\",");
    }

    @Test
    void sendsTheReasonOfAFailureAndContinues() throws Exception {
        numbers.set(1, NOON);
        EventReader events = listen("/metrics/stream?query=metric%3Dactive_users&query=metric%3Dviews");
        await().until(() -> !events.named("query-1").isEmpty());

        numbers.isDown = true;
        await().until(() -> events.named("problem").size() >= 2);
        assertThat(events.named("problem"))
                .extracting(EventReader.Event::data)
                .contains(
                        "{\"error\":{\"code\":\"clickhouse_unavailable\",\"message\":\"The numbers cannot be read now:"
                                + " ClickHouse did not respond.\"},\"query\":1}");

        numbers.isDown = false;
        await().until(() -> events.named("query-1").size() == 2);
        assertThat(events.hasEnded()).isFalse();
    }

    @Test
    void neverSendsOlderNumbers() throws Exception {
        numbers.set(5, NOON);
        EventReader events = listen(VIEWS);
        await().until(() -> events.events().size() == 1);

        numbers.set(4, NOON.minusSeconds(1));
        int before = numbers.reads.get();
        await().until(() -> numbers.reads.get() >= before + 2);
        numbers.set(6, NOON.plusSeconds(1));

        await().until(() ->
                events.events().stream().anyMatch(event -> event.data().contains("\"views\":6")));
        assertThat(events.events()).noneMatch(event -> event.data().contains("\"views\":4"));
    }

    @Test
    void movesDefaultDaysAtMidnight() throws Exception {
        EventReader events = listen(VIEWS);
        await().until(() -> events.events().size() == 1);

        clock.now = NOON.plus(Duration.ofHours(12));

        await().until(() -> events.events().size() == 2);
        assertThat(events.events().get(1).data()).contains("\"from\":\"2026-11-03\",\"to\":\"2026-11-03\"");
    }

    @Test
    void readsOnceForAThousandStreams() throws Exception {
        EventReader events = listen(VIEWS);
        await().until(() -> events.events().size() == 1);
        for (int i = 0; i < 999; i++) {
            keep(new SilentListener(uri(VIEWS)));
        }
        await().until(() -> gauge("weir.streams.open") == 1_000);
        int before = numbers.reads.get();
        double sent = meters.get("weir.streams.events").counter().count();

        numbers.set(2, NOON.plusSeconds(1));

        await().until(() -> meters.get("weir.streams.events").counter().count() >= sent + 1_000);
        assertThat(numbers.reads.get() - before).isLessThan(20);
        assertThat(gauge("weir.streams.queries")).isEqualTo(1);
    }

    @Test
    void readsNothingWithoutStreams() throws Exception {
        EventReader events = listen(VIEWS);
        await().until(() -> events.events().size() == 1);

        events.close();

        await().until(() -> {
            numbers.views.incrementAndGet();
            return gauge("weir.streams.open") == 0;
        });
        assertThat(gauge("weir.streams.queries")).isZero();
    }

    @Test
    void endsAStreamWhoseClientDoesNotRead() throws Exception {
        limits = new StreamLimits(10, 10, 10, Duration.ofSeconds(1));
        numbers.videos = 5_000;
        EventReader events = listen("/metrics/stream?metric=views&limit=10000");
        keep(new SilentListener(uri("/metrics/stream?metric=views&limit=10000")));
        await().until(() -> gauge("weir.streams.open") == 2);

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            numbers.views.incrementAndGet();
            return gauge("weir.streams.open") == 1;
        });

        assertThat(meters.get("weir.streams.dropped").counter().count()).isEqualTo(1);
        int before = events.events().size();
        numbers.views.incrementAndGet();
        await().until(() -> events.events().size() > before);
    }

    @Test
    void endsAStreamWhoseClientDoesNotReadOverHttp2(@TempDir Path folder) throws Exception {
        TestAuthority authority = new TestAuthority("authority");
        authority.issue("localhost").writeTo(folder);
        certificate = keep(new ServerCertificate(
                new TlsConfiguration(Issued.certificateIn(folder), Issued.keyIn(folder)), meters));
        limits = new StreamLimits(10, 10, 10, Duration.ofSeconds(1));
        numbers.videos = 5_000;
        HttpRequest stream = HttpRequest.newBuilder(uri("/metrics/stream?metric=views&limit=10000"))
                .build();
        // What a client takes without reading it. By default, that is 16 MiB.
        System.setProperty("jdk.httpclient.windowsize", "65536");
        HttpResponse<?> unread;
        try {
            unread = trusting(authority).send(stream, HttpResponse.BodyHandlers.ofPublisher());
        } finally {
            System.clearProperty("jdk.httpclient.windowsize");
        }
        assertThat(unread.version()).isEqualTo(HttpClient.Version.HTTP_2);
        // Another client, and so another connection.
        EventReader events = keep(new EventReader(trusting(authority), stream.uri()));

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            numbers.views.incrementAndGet();
            return meters.get("weir.streams.dropped").counter().count() == 1 && gauge("weir.streams.open") == 1;
        });

        int before = events.events().size();
        numbers.views.incrementAndGet();
        await().until(() -> events.events().size() > before);
    }

    @Test
    void refusesAnAnswerThatIsTooLarge() throws Exception {
        numbers.videos = 9_000;
        numbers.nameLength = 120;

        EventReader events = listen("/metrics/stream?metric=views&limit=10000");

        await().until(() -> !events.events().isEmpty());
        assertThat(events.events().get(0).name()).isEqualTo("problem");
        assertThat(events.events().get(0).data()).contains("\"too_large\"", "Set a lower limit.", "\"query\":0}");
    }

    @Test
    void endsAllStreamsWhenTheGatewayStops() throws Exception {
        EventReader events = listen(VIEWS);
        await().until(() -> events.events().size() == 1);

        Objects.requireNonNull(streams).release();

        await().until(events::hasEnded);
        HttpResponse<String> late = get(VIEWS);
        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.body()).contains("\"code\":\"draining\"");
    }

    @Test
    void limitsTheStreamsOfOneClientAndOfAllAndTheirQueries() throws Exception {
        limits = new StreamLimits(3, 2, 2, Duration.ofSeconds(10));
        listen(VIEWS);

        HttpResponse<String> queries = get("/metrics/stream?query=metric%3Dviews&query=metric%3Devents");
        assertThat(queries.statusCode()).isEqualTo(503);
        assertThat(queries.body()).contains("\"code\":\"busy\"", "different queries");

        listen(VIEWS);
        HttpResponse<String> third = get(VIEWS);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(third.body()).contains("\"code\":\"too_many_streams\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'',missing_parameter,metric",
        "?metric=nope,invalid_parameter,metric",
        "?metric=views&limit=10001,invalid_parameter,limit",
        "?metric=views&format=csv,unknown_parameter,format",
        "?metric=views&after=x,unknown_parameter,after",
        "?metric=views&query=metric%3Dviews,unknown_parameter,metric",
        "?query=metric%3Dviews%26limit%3D0,invalid_parameter,limit",
        "?query=,missing_parameter,metric",
        "?status=false,invalid_parameter,status",
        "?query=metric%3D%25zz,invalid_parameter,metric"
    })
    void refusesAnInvalidQuery(String query, String code, String field) throws Exception {
        HttpResponse<String> refused = get("/metrics/stream" + query);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"error\":{\"code\":\"" + code + "\",\"field\":\"" + field + "\",");
    }

    @Test
    void limitsTheQueriesOfAStream() throws Exception {
        String query = "&query=metric%3Dviews";

        assertThat(get("/metrics/stream?status=true" + query.repeat(25)).body()).contains("at most 24 times");
    }

    @Test
    void returnsTheStatus() throws Exception {
        meters.counter("weir.events.accepted").increment(7);
        meters.counter("weir.events.rejected", "code", "missing_field").increment(2);
        meters.counter("weir.http.refused", "listener", "http", "code", "rate_limited")
                .increment(3);
        meters.counter("weir.http.refused", "listener", "management", "code", "not_found")
                .increment();

        assertThat(get("/status").body())
                .isEqualTo("{\"now\":\"2026-11-02T12:00:00.000Z\",\"first_event\":true,"
                        + "\"ingest\":{\"events_per_second\":null,\"accepted\":7,\"rejected\":2,\"refused\":["
                        + "{\"code\":\"rate_limited\",\"last_15_minutes\":3,\"last_minute\":3},"
                        + "{\"code\":\"missing_field\",\"last_15_minutes\":2,\"last_minute\":2}]},"
                        + "\"job\":{\"lag_events\":1,\"as_of\":\"2026-11-02T12:00:00.000Z\",\"lag_ms\":0,"
                        + "\"checkpoint\":null,\"behind\":false,\"message\":null},\"ledger\":null}");

        clock.now = NOON.plusSeconds(11);
        await().until(() ->
                get("/status").body().contains("\"behind\":true,\"message\":\"The numbers are as of 11 s ago."));
    }

    private static HttpClient trusting(TestAuthority authority) {
        return HttpClient.newBuilder().sslContext(authority.trusted()).build();
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private EventReader listen(String path) throws Exception {
        EventReader events = new EventReader(client, uri(path));
        open.push(events);
        assertThat(events.response().statusCode()).isEqualTo(200);
        return events;
    }

    private @Nullable HttpListener server;

    private URI uri(String path) {
        if (server == null) {
            server = start();
        }
        String origin = certificate == null ? "http://127.0.0.1:" : "https://localhost:";
        return URI.create(origin + server.address().getPort() + path);
    }

    private HttpListener start() {
        SharedReads shared =
                keep(new SharedReads(numbers, 4, new ByteBudget(128 << 20), Duration.ZERO, Duration.ofSeconds(10)));
        RepeatedReads reads = new RepeatedReads(new MetricCatalogue(List.of()), shared, clock);
        StatusReader status = keep(new StatusReader(
                () -> new LogPositions(Map.of(0, 3L)),
                () -> new JobProgress(new LogPositions(Map.of(0, 2L)), NOON, null),
                () -> null,
                keep(new Refusals(meters)),
                meters,
                clock));
        LiveStreams live = keep(new LiveStreams(reads, status, limits, meters, clock));
        streams = live;
        LiveHandlers handlers = new LiveHandlers(reads, live, status, LiveStreamsTest::me);
        HttpHandler stream = handlers.stream();
        HttpHandler state = handlers.status();
        HttpListener.Settings settings = new HttpListener.Settings(
                "http",
                "127.0.0.1",
                0,
                1,
                Optional.ofNullable(certificate),
                new ConnectionLimits(10_000, 10_000, anyone -> true));
        return keep(HttpListener.start(settings, meters, exchange -> {
            if (exchange.getRequestPath().equals("/status")) {
                state.handleRequest(exchange);
            } else {
                stream.handleRequest(exchange);
            }
        }));
    }

    /** A client that opens a stream and never reads it. */
    private static final class SilentListener implements AutoCloseable {
        private final Socket socket = new Socket();

        SilentListener(URI uri) throws IOException {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            String target = uri.getRawPath() + "?" + uri.getRawQuery();
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private static Client me(HttpServerExchange exchange) {
        return Client.at(exchange.getSourceAddress().getAddress());
    }

    private static String json(long views, String asOf, long lag) {
        return "{\"metric\":\"views\",\"from\":\"2026-11-02\",\"to\":\"2026-11-02\",\"exact\":true,\"truncated\":false,"
                + "\"freshness\":{\"as_of\":\"2026-11-02T" + asOf + "Z\",\"lag_ms\":" + lag
                + "},\"rows\":[{\"day\":\"2026-11-02\",\"views\":" + views + "}]}";
    }

    /** A clock that stands still until a test moves it. */
    private static final class TestClock extends Clock {
        volatile Instant now = NOON;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** Views that a test sets, on the day of the query. */
    private static final class TestNumbers implements MetricsReader {
        final AtomicInteger reads = new AtomicInteger();
        volatile boolean isDown;
        volatile int videos = 1;
        volatile int nameLength = 100;
        final AtomicLong views = new AtomicLong(1);
        volatile Instant asOf = NOON;

        void set(long views, Instant asOf) {
            this.views.set(views);
            this.asOf = asOf;
        }

        @Override
        public MetricsAnswer read(MetricsQuery query) throws ClickHouseUnavailableException, NotMeasuredException {
            reads.incrementAndGet();
            if (isDown) {
                throw new ClickHouseUnavailableException(new IllegalStateException("down"));
            }
            LocalDate day = LocalDate.parse(query.range().writtenFrom());
            SampleNumbers sample = new SampleNumbers(day)
                    .freshness("video_views_daily", asOf.toString())
                    .freshness("events_per_minute", asOf.toString())
                    .freshness("active_users_daily", asOf.toString());
            for (int i = 0; i < videos; i++) {
                sample.views(day + "T00:00:00Z", i + "x".repeat(nameLength), views.get());
            }
            return new InMemoryMetricsReader(sample).read(query);
        }
    }
}
