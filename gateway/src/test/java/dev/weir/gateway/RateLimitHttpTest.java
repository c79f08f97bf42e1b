// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.TestGateway.Answer;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RateLimitHttpTest {
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";
    private static final String ADA = "key-of-ada-0123456789";
    private static final String ADAS_NEXT = "next-key-of-ada-0123456789";
    private static final String BOB = "key-of-bob-0123456789";
    private static final String KEYS = String.format(Locale.ROOT, "ada:%s,ada:%s, bob:%s", ADA, ADAS_NEXT, BOB);

    @Test
    void limitsNothingByDefault() {
        try (TestGateway gateway = new TestGateway()) {
            Answer answer = gateway.post(GOOD);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.raw().headers().firstValue("RateLimit-Limit")).isEmpty();
            assertThat(post(gateway, "X-API-Key", "whatever").status()).isEqualTo(200);
        }
    }

    @Test
    void returnsTheRemainingRequestsAndRetryAfter() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_RATE_LIMIT_PER_CLIENT", "5"))) {
            Answer first = gateway.post(GOOD);
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.header("RateLimit-Limit")).isEqualTo("10");
            assertThat(first.header("RateLimit-Remaining")).isEqualTo("9");
            assertThat(first.header("RateLimit-Reset")).isEqualTo("1");

            assertThat(gateway.get("/metrics").header("RateLimit-Limit")).isEqualTo("10");

            Answer refused = untilRefused(() -> gateway.post(GOOD));
            assertThat(refused.errorCode()).isEqualTo("rate_limited");
            assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
            assertThat(refused.header("Retry-After")).isEqualTo("1");

            await().untilAsserted(() -> assertThat(gateway.post(GOOD).status()).isEqualTo(200));
        }
    }

    @Test
    void limitsReadersAndSendersButNotProbes() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_RATE_LIMIT_TOTAL", "1"))) {
            untilRefused(() -> gateway.get("/metrics"));
            assertThat(untilRefused(() -> gateway.get("/reconcile")).errorCode())
                    .isEqualTo("rate_limited");
            assertThat(untilRefused(() -> gateway.post(GOOD)).errorCode()).isEqualTo("rate_limited");
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.get("/health").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void limitsEachAddressBehindAProxy() {
        try (TestGateway gateway = new TestGateway(
                8L << 20, Map.of("WEIR_RATE_LIMIT_PER_CLIENT", "1", "WEIR_TRUSTED_PROXIES", "127.0.0.1"))) {
            untilRefused(() -> post(gateway, "X-Forwarded-For", "2001:db8:1:2::1"));

            assertThat(untilRefused(() -> post(gateway, "X-Forwarded-For", "2001:db8:1:2:ffff::9"))
                            .status())
                    .isEqualTo(429);
            assertThat(post(gateway, "X-Forwarded-For", "2001:db8:1:3::1").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void limitsAllKeysAndAddressesOfANameTogether() {
        try (TestGateway gateway =
                new TestGateway(8L << 20, Map.of("WEIR_RATE_LIMIT_PER_CLIENT", "1", "WEIR_API_KEYS", KEYS))) {
            untilRefused(() -> post(gateway, "X-API-Key", ADA));
            assertThat(untilRefused(() -> post(gateway, "X-API-Key", ADAS_NEXT)).status())
                    .isEqualTo(429);
            assertThat(post(gateway, "X-API-Key", BOB).status()).isEqualTo(200);
            assertThat(gateway.post(GOOD).status()).isEqualTo(200);
        }
    }

    @Test
    void refusesUnknownKeys() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_API_KEYS", KEYS))) {
            assertThat(post(gateway, "X-API-Key", ADA).status()).isEqualTo(200);
            assertThat(gateway.post(GOOD).status()).isEqualTo(200);
            for (String key : new String[] {"", "ada", ADA + "0", ADA.toUpperCase(Locale.ROOT)}) {
                Answer refused = post(gateway, "X-API-Key", key);
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.errorCode()).isEqualTo("invalid_api_key");
                assertThat(refused.header("WWW-Authenticate")).isEqualTo("ApiKey realm=\"weir\"");
            }
            assertThat(gateway.post(
                                    "/events",
                                    "application/json",
                                    GOOD.getBytes(UTF_8),
                                    "X-API-Key",
                                    ADA,
                                    "X-API-Key",
                                    BOB)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void readsTheKeyOfAPageFromTheQueryAndLimitsEachVisitor() {
        try (TestGateway gateway = new TestGateway(
                8L << 20,
                Map.of(
                        "WEIR_RATE_LIMIT_PER_CLIENT",
                        "1",
                        "WEIR_API_KEYS",
                        KEYS,
                        "WEIR_TRUSTED_PROXIES",
                        "127.0.0.1"))) {
            String url = "/events?key=" + ADA;
            untilRefused(() -> postFrom(gateway, "192.0.2.1", url));
            assertThat(postFrom(gateway, "192.0.2.2", url).status()).isEqualTo(200);
            // The program with the same key has its own rate.
            assertThat(post(gateway, "X-API-Key", ADA).status()).isEqualTo(200);

            Answer unknown = postFrom(gateway, "192.0.2.3", "/events?key=nobody");
            assertThat(unknown.status()).isEqualTo(401);
            assertThat(unknown.errorCode()).isEqualTo("invalid_api_key");
            assertThat(postFrom(gateway, "192.0.2.4", "/events?key=").status()).isEqualTo(401);
            assertThat(postFrom(gateway, "192.0.2.5", url + "&key=" + BOB).errorCode())
                    .isEqualTo("invalid_parameter");
            assertThat(postFrom(gateway, "192.0.2.6", "/v1/track?key=" + ADA).errorCode())
                    .isEqualTo("unknown_parameter");
        }
    }

    @Test
    void ignoresTheKeyOfAPageIfNoneIsConfigured() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_RATE_LIMIT_PER_CLIENT", "1000"))) {
            assertThat(postFrom(gateway, "192.0.2.1", "/events?key=whatever").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void limitsUnknownKeysByAddress() {
        try (TestGateway gateway =
                new TestGateway(8L << 20, Map.of("WEIR_RATE_LIMIT_PER_CLIENT", "1", "WEIR_API_KEYS", KEYS))) {
            assertThat(untilRefused(() -> post(gateway, "X-API-Key", "a-key-that-nobody-has"))
                            .errorCode())
                    .isEqualTo("rate_limited");
        }
    }

    @Test
    void checksTheRateBeforeTheToken() {
        try (TestGateway gateway = new TestGateway(
                8L << 20, Map.of("WEIR_RATE_LIMIT_PER_CLIENT", "1", "WEIR_JWT_SECRET", TestTokens.SECRET))) {
            Answer refused = untilRefused(() -> gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))
                    .header("Authorization", "Bearer x")
                    .build()));
            assertThat(refused.errorCode()).isEqualTo("rate_limited");
        }
    }

    @Test
    void refusesBeforeReadingTheBody() {
        try (TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_API_KEYS", KEYS))) {
            assertThat(RawHttp.exchange(
                            gateway.address(),
                            "POST /events HTTP/1.1",
                            "Host: localhost",
                            "Content-Type: application/json",
                            "Content-Length: 1000000",
                            "X-API-Key: a-key-that-nobody-has",
                            "Expect: 100-continue"))
                    .startsWith("HTTP/1.1 401");
        }
    }

    /** Sends requests without a pause until one is refused. */
    static Answer untilRefused(Supplier<Answer> request) {
        for (int i = 0; i < 1_000; i++) {
            Answer answer = request.get();
            if (answer.status() == 429) {
                return answer;
            }
        }
        throw new AssertionError("Nothing was refused.");
    }

    private static Answer postFrom(TestGateway gateway, String address, String url) {
        return gateway.post(url, "application/json", GOOD.getBytes(UTF_8), "X-Forwarded-For", address);
    }

    private static Answer post(TestGateway gateway, String header, String value) {
        return gateway.post("/events", "application/json", GOOD.getBytes(UTF_8), header, value);
    }
}
