// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.gateway.ingest.InMemoryPublisher;
import dev.weir.gateway.operators.EventIdentity;
import dev.weir.gateway.operators.deadletters.Action.Outcome;
import dev.weir.http.HttpListener;
import dev.weir.http.Routes;
import dev.weir.http.WorkerThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActionHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final byte[] NOISE = {1, 2, 3};

    private final HttpClient client = HttpClient.newHttpClient();
    private final InMemoryDeadLetters store = new InMemoryDeadLetters();
    private final InMemoryPublisher publisher = new InMemoryPublisher(8L << 20);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final WorkerThreads threads = new WorkerThreads("test", 2, 2);
    private final HttpListener listener = listen();

    @AfterEach
    void stop() {
        publisher.acknowledgeAll();
        listener.close();
        threads.close();
    }

    @Test
    void redrivesValidLettersAndRecordsFailures() throws Exception {
        add(1, Letters.view("e-1", true, NOW));
        store.add(Letters.at(id(2), NOISE));
        add(3, Letters.view("e-3", false, NOW));
        store.counted.put(new EventIdentity("ada", "e-3"), NOW.minusSeconds(9));

        HttpResponse<String> answer = post("/redrive?all=true");

        assertThat(answer.body())
                .contains("\"matching\":3,\"touched\":3,\"remaining\":0,\"next_cursor\":null")
                .contains("\"outcomes\":{\"already_counted\":1,\"failed\":1,\"published\":1}");
        assertThat(publisher.batches())
                .containsExactly(
                        new InMemoryPublisher.Batch(NOW.toEpochMilli(), List.of(Letters.view("e-1", false, NOW))));
        assertThat(store.get(id(1)).status()).isEqualTo(Status.REDRIVEN);
        assertThat(store.get(id(2)).status()).isEqualTo(Status.OPEN);
        assertThat(store.get(id(3)).status()).isEqualTo(Status.REDRIVEN);
        assertThat(meters.get("weir.dead.letters.actions")
                        .tags("action", "redrive", "outcome", "published")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void doesNotRedriveTwiceWhileTheFirstMayStillCount() throws Exception {
        add(1, Letters.view("e-1", false, NOW));
        post("/redrive?all=true");

        assertThat(post("/redrive?all=true").body()).contains("\"matching\":0");
        assertThat(post("/redrive?all=true&status=redriven").body()).contains("\"outcomes\":{\"failed\":1}");
        assertThat(publisher.events()).hasSize(1);

        store.countedUpTo = NOW.plus(RedriveRules.LONGEST_ON_THE_WAY);
        assertThat(post("/redrive?all=true&status=redriven").body()).contains("\"outcomes\":{\"published\":1}");
    }

    @Test
    void worksThroughSeveralPagesUpToTheLimit() throws Exception {
        for (int offset = 0; offset < 130; offset++) {
            store.add(Letters.at(id(offset), NOISE));
        }

        assertThat(post("/redrive?reason=malformed&limit=120").body())
                .contains("\"matching\":130,\"touched\":120,\"remaining\":10,\"next_cursor\":\"events-0-119\"");
        assertThat(post("/redrive?reason=malformed&cursor=events-0-119").body())
                .contains("\"matching\":10,\"touched\":10,\"remaining\":0,\"next_cursor\":null");
        for (int offset = 0; offset < 130; offset++) {
            assertThat(store.get(id(offset)).actions()).hasSize(1);
        }
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        add(1, Letters.view("e-1", false, NOW));

        for (String action : new String[] {"redrive", "discard"}) {
            assertThat(post("/" + action + "?reason=malformed&dry_run=true").body())
                    .contains("\"dry_run\":true,\"matching\":1,\"touched\":0,\"remaining\":1");
        }
        assertThat(store.get(id(1)).actions()).isEmpty();
        assertThat(publisher.events()).isEmpty();
    }

    @Test
    void reportsWhyEachNamedLetterWasSkipped() throws Exception {
        store.add(Letters.at(id(1), NOISE));
        post("/discard?id=events-0-1");

        assertThat(post("/discard?id=events-0-1&id=events-0-2").body())
                .contains("\"touched\":0")
                .contains("{\"id\":\"events-0-1\",\"outcome\":\"skipped\",\"detail\":\"Its status is discarded")
                .contains("{\"id\":\"events-0-2\",\"outcome\":\"skipped\",\"detail\":\"There is no such");
    }

    @Test
    void startsNothingWhileKafkaIsDown() throws Exception {
        add(1, Letters.view("e-1", false, NOW));
        publisher.breakLog();

        HttpResponse<String> answer = post("/redrive?all=true");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("kafka_unavailable");
        assertThat(store.get(id(1)).actions()).isEmpty();
    }

    @Test
    void recordsLettersThatKafkaDidNotAcknowledge() throws Exception {
        add(1, Letters.view("e-1", false, NOW));
        publisher.keepAcknowledgementsBack();
        CompletableFuture<HttpResponse<String>> answer = postLater("/redrive?all=true");
        await().until(() -> publisher.waiting() == 1);
        assertThat(store.get(id(1)).actions()).extracting(Action::outcome).containsExactly(Outcome.STARTED);
        assertThat(post("/discard?all=true").body()).contains("\"code\":\"busy\"");

        publisher.breakLog();
        publisher.acknowledgeAll();

        assertThat(answer.get().statusCode()).isEqualTo(503);
        assertThat(store.get(id(1)).status()).isEqualTo(Status.OPEN);
        assertThat(store.get(id(1)).actions()).extracting(Action::outcome).containsExactly(Outcome.UNACKNOWLEDGED);
    }

    @Test
    void remembersAnAttemptWithoutARecordedOutcome() throws Exception {
        add(1, Letters.view("e-1", false, NOW));
        store.writesLeft = 1;

        HttpResponse<String> answer = post("/redrive?all=true");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("clickhouse_unavailable", "Others may have been processed");
        assertThat(publisher.events()).hasSize(1);
        store.writesLeft = Integer.MAX_VALUE;
        assertThat(post("/redrive?all=true").body()).contains("may still be counted");
        assertThat(publisher.events()).hasSize(1);
    }

    @Test
    void sendsNothingIfTheActionCannotBeRecorded() throws Exception {
        add(1, Letters.view("e-1", false, NOW));
        store.writesLeft = 0;

        assertThat(post("/redrive?all=true").body()).contains("0 dead letters", "No others were processed");
        assertThat(publisher.events()).isEmpty();
    }

    @Test
    void refusesToActOnAllLettersWithoutASelection() throws Exception {
        HttpResponse<String> answer = post("/discard");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("missing_parameter", "all=true");
    }

    private void add(long offset, Event event) {
        store.add(Letters.at(id(offset), Letters.of(event).payload()));
    }

    private static DeadLetterId id(long offset) {
        return new DeadLetterId("events", 0, offset);
    }

    private HttpListener listen() {
        DeadLetterHandlers handlers = DeadLetterHandlers.of(
                store,
                publisher,
                new EventRules(Duration.ofDays(30)),
                Optional.empty(),
                meters,
                Clock.fixed(NOW, ZoneOffset.UTC));
        return HttpListener.start(
                "127.0.0.1",
                0,
                1,
                new Routes()
                        .post("/redrive", threads.on(handlers.redrive()))
                        .post("/discard", threads.on(handlers.discard())));
    }

    private HttpResponse<String> post(String pathAndQuery) throws Exception {
        return postLater(pathAndQuery).get();
    }

    private CompletableFuture<HttpResponse<String>> postLater(String pathAndQuery) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + listener.address().getPort() + pathAndQuery))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
