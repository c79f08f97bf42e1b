// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private final LedgerServer gateway;
    private final Reconciliation reconciliation;

    ReconciliationTest() throws IOException {
        gateway = new LedgerServer("");
        reconciliation = new Reconciliation(gateway.client());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void passesIfTheLedgerBalances() throws Exception {
        gateway.show(200, "{\"balanced\":true,\"pending\":0}");
        assertThat(reconciliation.violations()).isEmpty();
    }

    @Test
    void failsIfTheLedgerDoesNotBalance() throws Exception {
        gateway.show(200, "{\"balanced\":false,\"pending\":0,\"problems\":[\"A row is gone.\",\"So is another.\"]}");
        assertThat(reconciliation.violations())
                .containsExactly(
                        "the ledger does not balance; GET /reconcile returned balanced: false, pending: 0; A row is"
                                + " gone.");
    }

    @Test
    void failsIfEventsAreStillInFlight() throws Exception {
        gateway.show(200, "{\"balanced\":true,\"pending\":3}");
        assertThat(reconciliation.violations()).hasSize(1);
    }

    @Test
    void tellsWhetherTheLedgerIsComplete() {
        gateway.show(200, "{\"balanced\":true,\"pending\":3}");
        assertThat(reconciliation.areComplete()).isFalse();
        gateway.show(200, "{\"balanced\":true,\"pending\":0}");
        assertThat(reconciliation.areComplete()).isTrue();
        gateway.show(503, "{}");
        assertThat(reconciliation.areComplete()).isFalse();
    }

    @Test
    void failsWithoutAResponse() throws Exception {
        gateway.show(503, "{}");
        assertThatThrownBy(reconciliation::violations).hasMessageContaining("answered 503");
    }
}
