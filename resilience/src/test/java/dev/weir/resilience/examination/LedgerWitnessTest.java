// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerWitnessTest {
    private static final String BALANCED = "{\"balanced\":true,\"problems\":[]}";

    private final LedgerServer gateway;

    LedgerWitnessTest() throws IOException {
        gateway = new LedgerServer(BALANCED);
    }

    @AfterEach
    void stop() {
        gateway.close();
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
    void reportsTheFindingsOfTheFirstImbalance() throws Exception {
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
    void ignoresAMissingResponse() throws Exception {
        LedgerWitness.Seen seen = seenAfter(() -> {
            ask();
            show(503, "{\"error\":{\"code\":\"clickhouse_unavailable\"}}");
        });

        assertThat(seen.violations()).isEmpty();
        assertThat(seen.unanswered()).isPositive();
        assertThat(seen.balanced()).isEqualTo(seen.answers());
    }

    @Test
    void asksTheOtherGatewayIfOneIsDown() throws Exception {
        LedgerServer gone = new LedgerServer(BALANCED);
        gone.close();

        try (LedgerWitness witness = LedgerWitness.of(List.of(gone.client(), gateway.client()), Duration.ofMillis(1))) {
            await().until(() -> witness.seen().answers() >= 4);
            assertThat(witness.seen().unanswered()).isZero();
        }
    }

    @Test
    void reportsAFailureThatNoFaultExplains() throws Exception {
        assertThat(seenAfter(() -> show(500, "{}")).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation).contains("status 500"));
        assertThat(seenAfter(() -> show(200, "{\"balan")).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation).contains("not JSON"));
        assertThat(seenAfter(() -> show(200, "{}")).violations()).hasSize(1);
    }

    @Test
    void reportsALedgerThatWasNeverReturned() throws Exception {
        gateway.show(503, BALANCED);
        assertThat(seenAfter(this::ask).violations()).singleElement().satisfies(violation -> assertThat(violation)
                .contains("never returned"));
    }

    private LedgerWitness.Seen seenAfter(Runnable events) throws InterruptedException {
        LedgerWitness witness = LedgerWitness.of(List.of(gateway.client()), Duration.ofMillis(1));
        try (witness) {
            events.run();
        }
        return witness.seen();
    }

    /** Waits until this response has been given at least once. */
    private void show(int status, String ledger) {
        gateway.show(status, ledger);
        ask();
    }

    private void ask() {
        int before = gateway.requests();
        await().until(() -> gateway.requests() >= before + 3);
    }
}
