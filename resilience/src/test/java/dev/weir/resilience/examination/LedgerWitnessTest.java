// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerWitnessTest {
    private static final String BALANCED = "{\"balanced\":true,\"problems\":[]}";

    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer gateway;

    private volatile int status = 200;
    private volatile String ledger = BALANCED;

    LedgerWitnessTest() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        gateway.createContext("/reconcile", exchange -> {
            byte[] body = ledger.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            asked.incrementAndGet();
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void countsHowOftenTheLedgerBalances() throws Exception {
        LedgerWitness.Seen seen = seenAfter(this::ask);

        assertThat(seen.answers()).isGreaterThanOrEqualTo(3);
        assertThat(seen.violations()).isEmpty();
        assertThat(seen.text())
                .isEqualTo("balanced " + seen.answers() + " of " + seen.answers() + " times, 0 times no response");
    }

    @Test
    void namesTheFindingsOfTheFirstAnswerThatIsNotBalanced() throws Exception {
        LedgerWitness.Seen seen = seenAfter(() -> {
            ask();
            show(200, "{\"balanced\":false,\"problems\":[\"A row is gone.\",\"So is another.\"]}");
            show(200, "{\"balanced\":false,\"problems\":[\"Something else.\"]}");
            show(200, BALANCED);
        });

        assertThat(seen.balanced()).isBetween(1, seen.answers() - 2);
        assertThat(seen.violations()).singleElement().satisfies(violation -> assertThat(violation)
                .contains("the ledger did not balance", "A row is gone. So is another.")
                .doesNotContain("Something else."));
    }

    @Test
    void takesNoAnswerForNoImbalance() throws Exception {
        LedgerWitness.Seen seen = seenAfter(() -> {
            ask();
            show(503, "{\"error\":{\"code\":\"clickhouse_unavailable\"}}");
        });

        assertThat(seen.violations()).isEmpty();
        assertThat(seen.unanswered()).isPositive();
        assertThat(seen.balanced()).isEqualTo(seen.answers());
    }

    @Test
    void asksTheOtherGatewayWhereOneIsGone() throws Exception {
        HttpServer gone = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        WeirClient nobody = client(gone);
        gone.start();
        gone.stop(0);

        try (LedgerWitness witness = LedgerWitness.of(List.of(nobody, client(gateway)), Duration.ofMillis(1))) {
            await().until(() -> witness.seen().answers() >= 4);
            assertThat(witness.seen().unanswered()).isZero();
        }
    }

    @Test
    void objectsToAnAnswerThatNoFaultExplains() throws Exception {
        assertThat(seenAfter(() -> show(500, "{}")).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation).contains("status 500"));
        assertThat(seenAfter(() -> show(200, "{\"balan")).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation).contains("not JSON"));
        assertThat(seenAfter(() -> show(200, "{}")).violations()).hasSize(1);
    }

    @Test
    void objectsToALedgerThatWasNeverReturned() throws Exception {
        status = 503;
        assertThat(seenAfter(this::ask).violations()).singleElement().satisfies(violation -> assertThat(violation)
                .contains("never returned"));
    }

    private LedgerWitness.Seen seenAfter(Runnable events) throws InterruptedException {
        LedgerWitness witness = LedgerWitness.of(List.of(client(gateway)), Duration.ofMillis(1));
        try (witness) {
            events.run();
        }
        return witness.seen();
    }

    /** Waits until this response has been given at least once. */
    private void show(int nowStatus, String nowLedger) {
        status = nowStatus;
        ledger = nowLedger;
        ask();
    }

    private void ask() {
        int before = asked.get();
        await().until(() -> asked.get() >= before + 3);
    }

    private static WeirClient client(HttpServer server) {
        return new WeirClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Duration.ofSeconds(10));
    }
}
