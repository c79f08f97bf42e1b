// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private final HttpServer gateway;
    private final Reconciliation reconciliation;

    private volatile int status = 200;
    private volatile String ledger = "";

    ReconciliationTest() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        gateway.createContext("/reconcile", exchange -> {
            byte[] body = ledger.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        gateway.start();
        reconciliation = new Reconciliation(new WeirClient(
                URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()), Duration.ofSeconds(10)));
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void isContentWithALedgerThatBalances() throws Exception {
        ledger = "{\"balanced\":true,\"pending\":0}";
        assertThat(reconciliation.violations()).isEmpty();
    }

    @Test
    void objectsToALedgerThatDoesNotBalance() throws Exception {
        ledger = "{\"balanced\":false,\"pending\":0,\"problems\":[\"A row is gone.\",\"So is another.\"]}";
        assertThat(reconciliation.violations())
                .containsExactly(
                        "the ledger does not balance; GET /reconcile returned balanced: false, pending: 0; A row is"
                                + " gone.");
    }

    @Test
    void objectsToWhatIsStillOnItsWay() throws Exception {
        ledger = "{\"balanced\":true,\"pending\":3}";
        assertThat(reconciliation.violations()).hasSize(1);
    }

    @Test
    void knowsWhetherTheLedgerIsComplete() {
        ledger = "{\"balanced\":true,\"pending\":3}";
        assertThat(reconciliation.areComplete()).isFalse();
        ledger = "{\"balanced\":true,\"pending\":0}";
        assertThat(reconciliation.areComplete()).isTrue();
        status = 503;
        assertThat(reconciliation.areComplete()).isFalse();
    }

    @Test
    void cannotTellWithoutAnAnswer() throws Exception {
        ledger = "{}";
        status = 503;
        assertThatThrownBy(reconciliation::violations).hasMessageContaining("answered 503");
    }
}
