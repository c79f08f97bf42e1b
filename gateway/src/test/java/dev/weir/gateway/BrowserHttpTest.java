// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.TestGateway.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserHttpTest {
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";
    private static final String DASHBOARD = "https://dashboard.example.org";
    private static final Map<String, String> SHARED =
            Map.of("WEIR_CORS_ORIGINS", "http://localhost:3000, " + DASHBOARD);

    @Test
    void sendsNoCorsHeadersByDefault() {
        try (TestGateway gateway = new TestGateway()) {
            Answer answer = gateway.send(from(DASHBOARD, gateway, "/metrics").build());
            assertThat(answer.status()).isEqualTo(200);
            assertNotShared(answer);
            assertThat(answer.raw().headers().firstValue("Vary")).isEmpty();

            Answer preflight = preflight(gateway, DASHBOARD);
            assertForbiddenOrigin(preflight);
            assertNotShared(preflight);
        }
    }

    @Test
    void answersPreflightsBeforeTokens() {
        try (TestGateway gateway = new TestGateway(
                8L << 20, Map.of("WEIR_CORS_ORIGINS", DASHBOARD, "WEIR_JWT_SECRET", TestTokens.SECRET))) {
            Answer preflight = preflight(gateway, DASHBOARD);

            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);
            assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, POST");
            assertThat(preflight.header("Access-Control-Allow-Headers"))
                    .contains(
                            "Authorization",
                            "Content-Type",
                            "Content-Encoding",
                            "Idempotency-Key",
                            "X-API-Key",
                            "X-Request-ID",
                            "traceparent",
                            "tracestate",
                            "ce-id")
                    .doesNotContain("x-other");
            assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("600");
            assertThat(preflight.header("Vary")).isEqualTo("Origin");
            // A beacon always sends credentials.
            assertThat(preflight.header("Access-Control-Allow-Credentials")).isEqualTo("true");

            Answer refused = gateway.send(from(DASHBOARD, gateway, "/metrics").build());
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);
        }
    }

    @Test
    void allowsConfiguredOriginsToReadAndSend() {
        try (TestGateway gateway = new TestGateway(8L << 20, SHARED)) {
            Answer metrics = gateway.send(from(DASHBOARD, gateway, "/metrics").build());
            assertThat(metrics.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);
            assertThat(metrics.header("Access-Control-Expose-Headers"))
                    .contains("X-Request-ID", "Retry-After", "Weir-As-Of", "RateLimit-Remaining");
            assertThat(metrics.header("Vary")).isEqualTo("Origin");
            assertThat(metrics.header("Access-Control-Allow-Credentials")).isEqualTo("true");

            assertThat(post(gateway, "http://localhost:3000").status()).isEqualTo(200);
            assertThat(gateway.get("/metrics").header("Vary")).isEqualTo("Origin");
        }
    }

    @Test
    void refusesOriginsThatAreNotConfigured() {
        try (TestGateway gateway = new TestGateway(8L << 20, SHARED)) {
            assertNotShared(gateway.send(
                    from("https://evil.example.org", gateway, "/metrics").build()));
            assertNotShared(preflight(gateway, "https://evil.example.org"));
            for (String origin : new String[] {
                "https://evil.example.org", "null", DASHBOARD + ".evil.org", "http://dashboard.example.org"
            }) {
                assertForbiddenOrigin(post(gateway, origin));
            }
            assertThat(gateway.publisher.events()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain;charset=UTF-8", "text/plain", "", "application/json"})
    void acceptsBeaconsFromConfiguredOrigins(String contentType) {
        try (TestGateway gateway = new TestGateway(8L << 20, SHARED)) {
            Answer answer = gateway.post("/events", contentType, GOOD.getBytes(UTF_8), "Origin", DASHBOARD);

            assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);
            assertThat(gateway.publisher.events()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json"})
    void refusesBeaconsFromOtherOrigins(String contentType) {
        try (TestGateway gateway = new TestGateway(8L << 20, SHARED)) {
            byte[] body = GOOD.getBytes(UTF_8);
            assertForbiddenOrigin(gateway.post("/events", contentType, body, "Origin", "https://evil.example.org"));
            assertForbiddenOrigin(gateway.post("/events", contentType, body, "Origin", "null"));
            assertForbiddenOrigin(gateway.post("/events", contentType, body, "Sec-Fetch-Site", "cross-site"));
            assertForbiddenOrigin(gateway.post("/events", contentType, body, "Sec-Fetch-Site", "same-site"));
            assertForbiddenOrigin(gateway.post(
                    "/events", contentType, body, "Origin", DASHBOARD, "Origin", "https://evil.example.org"));
            assertThat(gateway.publisher.events()).isEmpty();
        }
    }

    @Test
    void namesTheRefusedOrigin() {
        try (TestGateway gateway = new TestGateway(8L << 20, SHARED)) {
            Answer answer = post(gateway, "http://127.0.0.1:3000");

            assertThat(answer.body().at("/error/message").asText())
                    .contains("http://127.0.0.1:3000", "WEIR_CORS_ORIGINS", "localhost and 127.0.0.1 differ");
            assertThat(post(gateway, "<script>").raw().body()).doesNotContain("script");
        }
    }

    @Test
    void requiresJsonContentTypeWithoutOrigin() {
        try (TestGateway gateway = new TestGateway(8L << 20, SHARED)) {
            assertThat(gateway.post("/events", "text/plain", GOOD.getBytes(UTF_8))
                            .status())
                    .isEqualTo(415);
        }
    }

    @Test
    void acceptsEventsFromItsOwnOrigin() {
        try (TestGateway gateway = new TestGateway()) {
            String own = "http://127.0.0.1:" + gateway.address().getPort();

            assertThat(post(gateway, own).status()).isEqualTo(200);
            assertForbiddenOrigin(post(gateway, own + "0"));
            assertForbiddenOrigin(post(gateway, own.replace("http", "https")));
        }
    }

    @Test
    void allowsEveryOriginIfConfigured() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_CORS_ORIGINS", "*"))) {
            Answer answer = post(gateway, "https://anywhere.example.org");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.raw().headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
        }
    }

    @Test
    void answersOptionsWithoutPreflightHeadersWith405() {
        try (TestGateway gateway = new TestGateway(8L << 20, SHARED)) {
            Answer answer = gateway.send(from(DASHBOARD, gateway, "/events")
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .build());
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("Allow")).isEqualTo("POST");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);
        }
    }

    @Test
    void addsCorsHeadersToErrors() {
        try (TestGateway gateway = new TestGateway(
                8L << 20,
                Map.of(
                        "WEIR_CORS_ORIGINS", DASHBOARD,
                        "WEIR_RATE_LIMIT_TOTAL", "1",
                        "WEIR_INGEST_ALLOWLIST", "192.0.2.1"))) {
            Answer forbidden = post(gateway, DASHBOARD);
            assertThat(forbidden.status()).isEqualTo(403);
            assertThat(forbidden.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);

            Answer limited = RateLimitHttpTest.untilRefused(
                    () -> gateway.send(from(DASHBOARD, gateway, "/metrics").build()));
            assertThat(limited.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);
        }
        try (TestGateway gateway = new TestGateway(8L << 20, SHARED)) {
            gateway.publisher.breakLog();
            Answer unavailable = post(gateway, DASHBOARD);
            assertThat(unavailable.status()).isEqualTo(503);
            assertThat(unavailable.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);
            Answer metrics = gateway.send(
                    from(DASHBOARD, gateway, "/metrics?metric=views").build());
            assertThat(metrics.status()).isEqualTo(503);
            assertThat(metrics.header("Access-Control-Allow-Origin")).isEqualTo(DASHBOARD);
        }
    }

    @Test
    void refusesPagesOnTheManagementPort() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_CORS_ORIGINS", "*"))) {
            Answer answer =
                    gateway.send(HttpRequest.newBuilder(gateway.managementUri("/dead-letters/discard?status=all"))
                            .header("Origin", DASHBOARD)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build());
            assertForbiddenOrigin(answer);
            assertNotShared(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example.org", "evil.example.org:8080", "127.0.0.1.evil.org", "192.0.2.1", "0.0.0.0"})
    void refusesOtherHostNamesOnLoopback(String host) {
        try (TestGateway gateway = new TestGateway()) {
            for (InetSocketAddress address :
                    new InetSocketAddress[] {gateway.address(), gateway.server.managementAddress()}) {
                assertThat(health(address, host)).startsWith("HTTP/1.1 403").contains("forbidden_host");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "weir.localhost", "127.0.0.1:9464", "127.1.2.3", "[::1]:8080"})
    void acceptsLoopbackHostNames(String host) {
        try (TestGateway gateway = new TestGateway()) {
            assertThat(health(gateway.address(), host)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void acceptsAnyHostNameFromATrustedProxy() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_TRUSTED_PROXIES", "127.0.0.1"))) {
            assertThat(health(gateway.address(), "weir.example.org")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void acceptsAnyHostNameBeyondLoopbackByDefault() {
        try (TestGateway gateway =
                new TestGateway(8L << 20, Map.of("WEIR_HTTP_HOST", "0.0.0.0", "WEIR_INSECURE", "true"))) {
            InetSocketAddress loopback = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), gateway.address().getPort());
            assertThat(health(loopback, "weir.example.org")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void acceptsAddressesAndConfiguredHostNamesBeyondLoopback() {
        Map<String, String> environment = Map.of(
                "WEIR_HTTP_HOST",
                "0.0.0.0",
                "WEIR_INSECURE",
                "true",
                "WEIR_ALLOWED_HOSTS",
                "Weir.example.org, gateway");
        try (TestGateway gateway = new TestGateway(8L << 20, environment)) {
            InetSocketAddress loopback = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), gateway.address().getPort());
            for (String own :
                    new String[] {"weir.example.org:8080", "gateway", "localhost:8080", "192.0.2.1", "[::1]"}) {
                assertThat(health(loopback, own)).as(own).startsWith("HTTP/1.1 200");
            }
            for (String other : new String[] {"evil.example.org", "evil.weir.example.org", "192.0.2.1.evil.org"}) {
                assertThat(health(loopback, other))
                        .as(other)
                        .startsWith("HTTP/1.1 403")
                        .contains("forbidden_host", "WEIR_ALLOWED_HOSTS");
            }
        }
    }

    @Test
    void acceptsConfiguredHostNamesOnLoopback() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_ALLOWED_HOSTS", "weir.test"))) {
            assertThat(health(gateway.address(), "weir.test:8080")).startsWith("HTTP/1.1 200");
            assertThat(health(gateway.address(), "192.0.2.1")).startsWith("HTTP/1.1 403");
        }
    }

    private static String health(InetSocketAddress address, String host) {
        return RawHttp.exchange(address, "GET /health HTTP/1.1", "Host: " + host, "Connection: close");
    }

    private static HttpRequest.Builder from(String origin, TestGateway gateway, String path) {
        return HttpRequest.newBuilder(gateway.uri(path)).header("Origin", origin);
    }

    private static Answer post(TestGateway gateway, String origin) {
        return gateway.post("/events", "application/json", GOOD.getBytes(UTF_8), "Origin", origin);
    }

    private static Answer preflight(TestGateway gateway, String origin) {
        return gateway.send(from(origin, gateway, "/events")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,ce-id,x-other")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private static void assertForbiddenOrigin(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.errorCode()).isEqualTo("forbidden_origin");
    }

    private static void assertNotShared(Answer answer) {
        assertThat(answer.raw().headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }
}
