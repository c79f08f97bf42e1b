// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.TestGateway.Answer;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressHttpTest {
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";

    @Test
    void acceptsEventsFromAllowedAddressesOnly() {
        try (TestGateway allowed = gateway(Map.of("WEIR_INGEST_ALLOWLIST", "192.0.2.0/24, 127.0.0.0/8"));
                TestGateway forbidden = gateway(Map.of("WEIR_INGEST_ALLOWLIST", "192.0.2.0/24"))) {
            assertThat(allowed.post(GOOD).status()).isEqualTo(200);

            assertForbidden(forbidden.post(GOOD), "127.0.0.1");
            assertThat(forbidden.publisher.events()).isEmpty();
            assertThat(forbidden.get("/metrics").status()).isEqualTo(200);
            assertThat(forbidden.get("/health").status()).isEqualTo(200);
            assertThat(prometheus(forbidden))
                    .contains("weir_http_refused_total{code=\"forbidden_address\",listener=\"http\"} 1.0")
                    .contains("weir_http_refused_total{code=\"rate_limited\",listener=\"http\"} 0.0");
        }
    }

    @Test
    void answersOnTheManagementPortToAllowedAddressesOnly() {
        try (TestGateway gateway = gateway(Map.of("WEIR_MANAGEMENT_ALLOWLIST", "::1"))) {
            for (String path : List.of("/health", "/ready", "/prometheus", "/dead-letters", "/nothing")) {
                assertForbidden(
                        gateway.send(HttpRequest.newBuilder(gateway.managementUri(path))
                                .build()),
                        "127.0.0.1");
            }
            assertThat(gateway.post(GOOD).status()).isEqualTo(200);
        }
        try (TestGateway gateway = gateway(Map.of("WEIR_MANAGEMENT_ALLOWLIST", "127.0.0.1"))) {
            assertThat(prometheus(gateway)).contains("weir_");
        }
    }

    @Test
    void usesTheClientAddressFromTrustedProxies() {
        try (TestGateway gateway = gateway(Map.of(
                "WEIR_INGEST_ALLOWLIST", "198.51.100.7",
                "WEIR_MANAGEMENT_ALLOWLIST", "198.51.100.8",
                "WEIR_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8"))) {
            assertThat(forwarded(gateway, "203.0.113.9, 198.51.100.7").status()).isEqualTo(200);
            assertThat(forwarded(gateway, "198.51.100.7, 10.1.1.1").status()).isEqualTo(200);
            assertThat(forwarded(gateway, "::ffff:198.51.100.7").status()).isEqualTo(200);
            assertForbidden(forwarded(gateway, "198.51.100.7, 203.0.113.9"), "203.0.113.9");
            assertForbidden(forwarded(gateway, "198.51.100.7, unknown"), "127.0.0.1");
            assertForbidden(gateway.post(GOOD), "127.0.0.1");
            assertThat(gateway.send(HttpRequest.newBuilder(gateway.managementUri("/health"))
                                    .header("X-Forwarded-For", "198.51.100.8")
                                    .build())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void ignoresForwardedForFromUntrustedAddresses() {
        try (TestGateway gateway =
                gateway(Map.of("WEIR_INGEST_ALLOWLIST", "198.51.100.7", "WEIR_TRUSTED_PROXIES", "10.0.0.1"))) {
            assertForbidden(forwarded(gateway, "198.51.100.7"), "127.0.0.1");
        }
    }

    @Test
    void refusesBeforeReadingTheBody() {
        try (TestGateway gateway = gateway(Map.of("WEIR_INGEST_ALLOWLIST", "192.0.2.1"))) {
            String answer = RawHttp.exchange(
                    gateway.address(),
                    "POST /events HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json",
                    "Content-Length: 1000000",
                    "Expect: 100-continue");

            assertThat(answer).startsWith("HTTP/1.1 403 Forbidden").contains("forbidden_address");
        }
    }

    @Test
    void respondsToALargeRefusedRequest() {
        try (TestGateway gateway = gateway(Map.of("WEIR_INGEST_ALLOWLIST", "192.0.2.1"))) {
            assertForbidden(
                    gateway.post(
                            "/events", "application/json", " ".repeat(20 << 20).getBytes(UTF_8)),
                    "127.0.0.1");
        }
    }

    private static TestGateway gateway(Map<String, String> environment) {
        return new TestGateway(8L << 20, new HashMap<>(environment));
    }

    private static Answer forwarded(TestGateway gateway, String header) {
        return gateway.post("/events", "application/json", GOOD.getBytes(UTF_8), "X-Forwarded-For", header);
    }

    private static String prometheus(TestGateway gateway) {
        return gateway.send(HttpRequest.newBuilder(gateway.managementUri("/prometheus"))
                        .build())
                .raw()
                .body();
    }

    private static void assertForbidden(Answer answer, String address) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.errorCode()).isEqualTo("forbidden_address");
        assertThat(answer.body().at("/error/message").asText()).contains("The address " + address + " ");
    }
}
