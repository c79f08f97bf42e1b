// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.TestGateway.Answer;
import dev.weir.http.HttpListener;
import io.undertow.server.HttpHandler;
import io.undertow.util.HttpString;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests {@code GET /metrics} while ClickHouse sends errors or does not respond. */
@Execution(ExecutionMode.CONCURRENT)
class FrozenClickHouseHttpTest {
    private static final HttpString EXCEPTION_CODE = new HttpString("X-ClickHouse-Exception-Code");

    @Test
    void refusesImmediatelyAfterAFewFailures() {
        try (HttpListener answersPingsOnly = clickHouse(exchange -> {
                    if (exchange.getRequestPath().equals("/ping")) {
                        exchange.getResponseSender().send("Ok.");
                    } else {
                        exchange.dispatch(Runnable::run, () -> {});
                    }
                });
                TestGateway gateway = gateway(answersPingsOnly, "300ms")) {
            awaitRefusal(gateway, "ClickHouse has not responded since 20", "Retry in ");

            assertThat(ManagementMetrics.of(gateway).value("weir_clickhouse_circuit"))
                    .isPositive();
            assertThat(ManagementMetrics.of(gateway).value("weir_clickhouse_up"))
                    .isOne();
            assertAcceptsEvents(gateway);
        }
    }

    @Test
    void refusesImmediatelyWhilePingsGetNoAnswer() {
        try (HttpListener silent = clickHouse(exchange -> exchange.dispatch(Runnable::run, () -> {}));
                TestGateway gateway = gateway(silent, "300ms")) {
            awaitRefusal(gateway, "ClickHouse does not respond.", "Retry in 1 s.");

            assertThat(ManagementMetrics.of(gateway).value("weir_clickhouse_up"))
                    .isZero();
            assertAcceptsEvents(gateway);
        }
    }

    @Test
    void keepsQueryingAClickHouseThatRespondsWithErrors() {
        AtomicInteger asked = new AtomicInteger();
        try (HttpListener failing = clickHouse(exchange -> {
                    asked.incrementAndGet();
                    exchange.setStatusCode(500);
                    exchange.getResponseHeaders().put(EXCEPTION_CODE, "62");
                    exchange.getResponseSender().send("Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)");
                });
                TestGateway gateway = gateway(failing, "30s")) {
            for (int i = 0; i < 8; i++) {
                Answer refused = gateway.get("/metrics?metric=views");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body().at("/error/message").asText()).contains("ClickHouse did not respond.");
            }
            assertThat(ManagementMetrics.of(gateway).value("weir_clickhouse_circuit"))
                    .isZero();
            assertThat(asked).hasValueGreaterThan(0);
        }
    }

    private static void awaitRefusal(TestGateway gateway, String... message) {
        await().untilAsserted(() -> {
            Answer refused = gateway.get("/metrics?metric=views");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.errorCode()).isEqualTo("clickhouse_unavailable");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(refused.body().at("/error/message").asText()).contains(message);
        });
    }

    private static void assertAcceptsEvents(TestGateway gateway) {
        assertThat(gateway.post("{\"user_id\":\"u\",\"video_id\":\"v\"}").status())
                .isEqualTo(200);
    }

    private static HttpListener clickHouse(HttpHandler handler) {
        return HttpListener.start("127.0.0.1", 0, 1, handler);
    }

    private static TestGateway gateway(HttpListener clickHouse, String queryTimeout) {
        return new TestGateway(
                8L << 20,
                Map.of(
                        "WEIR_CLICKHOUSE_URL",
                        "http://127.0.0.1:" + clickHouse.address().getPort(),
                        "WEIR_QUERY_TIMEOUT",
                        queryTimeout));
    }
}
