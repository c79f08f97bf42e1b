// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.FakeGateway.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client does while the gateway takes no events: the bound of its buffer, the maximum age, and its close. */
class BufferTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final long BOUND = 4 * 1024;

    private final RecordingListener listener = new RecordingListener();
    private FakeGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        gateway.answer(request -> Reply.error(503, "draining"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void refusesEventsWhenFull() {
        WeirClient client =
                gateway.client().bufferBytes(BOUND).listener(listener).build();
        int taken = fill(client);

        ClientMetrics metrics = client.metrics();
        assertThat(taken).isBetween(5, 30);
        assertThat(metrics.tracked()).isEqualTo(taken);
        assertThat(metrics.queued()).isEqualTo(taken);
        assertThat(metrics.queuedBytes()).isBetween(BOUND / 2, BOUND);
        assertThat(metrics.refused()).isEqualTo(1);
        gateway.answer(FakeGateway::accept);
        assertThat(client.close(PATIENCE)).isEmpty();
        assertThat(client.metrics().accepted()).isEqualTo(taken);
        assertThat(client.metrics().queuedBytes()).isZero();
    }

    @Test
    void waitsForRoomIfConfigured() throws Exception {
        try (WeirClient client = gateway.client().bufferBytes(BOUND).build()) {
            fill(client);
            assertThat(client.trackWithin(Event.view("ada", "intro"), AT_ONCE)).isFalse();

            CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> trackPatiently(client));
            gateway.answer(FakeGateway::accept);

            assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void stopsWaitingForRoomWhenClosed() throws Exception {
        WeirClient client = gateway.client().bufferBytes(BOUND).build();
        fill(client);
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> trackPatiently(client));

        client.close(AT_ONCE);

        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isFalse();
    }

    /** A program at full speed, several threads, and no server at the port. */
    @Test
    void staysWithinItsLimitDuringAnOutage() throws Exception {
        long bound = 1024 * 1024;
        WeirClient client = WeirClient.builder(nobody())
                .backoff(Duration.ofMillis(1), Duration.ofMillis(5))
                .bufferBytes(bound)
                .listener(listener)
                .build();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong tracked = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<CompletableFuture<Void>> producers = new ArrayList<>();
        for (int producer = 0; producer < 4; producer++) {
            producers.add(CompletableFuture.runAsync(
                    () -> {
                        while (!stop.get()) {
                            if (client.track(Event.view("ada", "intro"))) {
                                tracked.incrementAndGet();
                            }
                            most.accumulateAndGet(client.metrics().queuedBytes(), Math::max);
                        }
                    },
                    work -> new Thread(work).start()));
        }
        await().atMost(PATIENCE)
                .until(() ->
                        client.metrics().refused() > 20_000 && client.metrics().retried() > 20);
        stop.set(true);
        producers.forEach(CompletableFuture::join);

        assertThat(most.get()).isBetween(bound - 1_000, bound);
        assertThat(client.close(AT_ONCE)).hasSize((int) tracked.get());
        assertThat(client.metrics().tracked()).isEqualTo(tracked.get());
    }

    @Test
    void givesUpEventsThatAreTooOld() {
        WeirClient client = gateway.client()
                .maxAge(Duration.ofMillis(50))
                .listener(listener)
                .build();
        int taken = 3;
        for (int i = 0; i < taken; i++) {
            client.track(Event.view("ada", "intro"));
        }
        await().atMost(PATIENCE).until(() -> client.metrics().queued() == 0);

        assertThat(client.metrics().expired()).isEqualTo(taken);
        assertThat(listener.failed()).hasSize(taken).allMatch(event -> event.reason() == FailedEvent.Reason.EXPIRED);
        assertThat(client.close(PATIENCE)).isEmpty();
    }

    @Test
    void flushReportsWhetherAllEventsAreSettled() throws Exception {
        try (WeirClient client = gateway.client().linger(Duration.ofHours(1)).build()) {
            assertThat(client.flush(AT_ONCE)).isTrue();
            client.track(Event.view("ada", "intro"));
            assertThat(client.flush(AT_ONCE)).isFalse();
            gateway.answer(FakeGateway::accept);
            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(client.metrics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void closeReturnsTheUnsentEvents() {
        WeirClient client = gateway.client().batchEvents(2).listener(listener).build();
        for (int i = 0; i < 7; i++) {
            client.track(Event.builder("ada", "login").eventId("e-" + i).build());
        }

        List<FailedEvent> left = client.close(AT_ONCE);

        assertThat(left)
                .extracting(FailedEvent::eventId)
                .containsExactly("e-0", "e-1", "e-2", "e-3", "e-4", "e-5", "e-6");
        assertThat(left).allMatch(event -> event.reason() == FailedEvent.Reason.NOT_DELIVERED);
        assertThat(listener.failed()).isEqualTo(left);
        assertThat(client.metrics().notDelivered()).isEqualTo(7);
        assertThat(client.metrics().queuedBytes()).isZero();
        assertThat(client.close(AT_ONCE)).isEmpty();
        assertThat(client.track(Event.view("ada", "intro"))).isFalse();
        assertThat(client.metrics().refused()).isEqualTo(1);
    }

    private static boolean trackPatiently(WeirClient client) {
        try {
            return client.trackWithin(Event.view("ada", "intro"), PATIENCE);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static int fill(WeirClient client) {
        int taken = 0;
        while (client.track(Event.view("ada", "intro"))) {
            taken++;
        }
        return taken;
    }

    /** An address at which nothing listens. */
    private static URI nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
