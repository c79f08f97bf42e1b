// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestTokens.claims;
import static dev.weir.gateway.TestTokens.hs256;
import static dev.weir.gateway.TestTokens.in;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.weir.gateway.TestGateway.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenHttpTest {
    private static final TestGateway gateway = new TestGateway(
            8L << 20,
            Map.of(
                    "WEIR_JWT_SECRET", TestTokens.SECRET,
                    "WEIR_JWT_ISSUER", "https://issuer.example.org",
                    "WEIR_JWT_AUDIENCE", "weir"));

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void requiresATokenToReadData() {
        for (URI uri : List.of(
                gateway.uri("/metrics"),
                gateway.uri("/reconcile"),
                gateway.managementUri("/dead-letters"),
                gateway.managementUri("/events/e-1?user_id=u"))) {
            assertMissing(gateway.send(HttpRequest.newBuilder(uri).build()));
        }
        for (String path : List.of("/dead-letters/redrive", "/dead-letters/discard")) {
            assertMissing(gateway.send(HttpRequest.newBuilder(gateway.managementUri(path))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build()));
        }
        assertMissing(gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))
                .header("Authorization", "Basic dTpw")
                .build()));
        assertMissing(gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build()));
    }

    @Test
    void needsNoTokenForEventsAndProbes() {
        assertThat(gateway.post("{\"user_id\":\"u\",\"video_id\":\"v\"}").status())
                .isEqualTo(200);
        for (URI uri : List.of(
                gateway.uri("/health"), gateway.managementUri("/health"), gateway.managementUri("/prometheus"))) {
            assertThat(gateway.send(HttpRequest.newBuilder(uri).build()).status())
                    .as(uri.toString())
                    .isEqualTo(200);
        }
        assertThat(gateway.get("/ready").status()).isEqualTo(503);
    }

    @Test
    void needsNoTokenIfNoneAreConfigured() {
        try (TestGateway open = new TestGateway()) {
            assertThat(open.get("/metrics").status()).isEqualTo(200);
            assertThat(open.get("/reconcile").errorCode()).isEqualTo("clickhouse_unavailable");
        }
    }

    @Test
    void readsMetricsWithTheReadScope() {
        assertThat(metrics(hs256(claims("openid metrics:read"))).status()).isEqualTo(200);
        assertThat(metrics(hs256(claims("admin"))).status()).isEqualTo(200);
        assertThat(metrics(hs256(claims("").claim("scp", List.of("metrics:read"))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void acceptsAnySpellingOfTheScheme() {
        assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))
                                .header("Authorization", "bEARER " + hs256(claims("admin")))
                                .build())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void requiresTheAdminScopeToReconcileAndOperate() {
        String reader = hs256(claims("metrics:read"));
        String admin = hs256(claims("admin"));
        for (URI uri : List.of(
                gateway.uri("/reconcile"),
                gateway.managementUri("/dead-letters"),
                gateway.managementUri("/events/e-1?user_id=u"))) {
            Answer refused = get(uri, reader);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.errorCode()).isEqualTo("insufficient_scope");
            assertThat(refused.header("WWW-Authenticate"))
                    .startsWith("Bearer realm=\"weir\", error=\"insufficient_scope\"")
                    .endsWith("scope=\"admin\"");
            assertThat(get(uri, admin).status()).as(uri.toString()).isEqualTo(503);
        }
        Answer withoutScope = metrics(hs256(claims("openid")));
        assertThat(withoutScope.status()).isEqualTo(403);
        assertThat(withoutScope.header("WWW-Authenticate")).endsWith("scope=\"metrics:read\"");
        assertThat(metrics(hs256(new JWTClaimsSet.Builder(
                                claims("x").claim("scope", 7).build())))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void refusesUnsignedTokens() {
        assertInvalid(metrics(new PlainJWT(claims("admin").build()).serialize()), "The token is not a signed JWT.");
    }

    @Test
    void refusesAnotherAlgorithmWithTheSameSecret() throws JOSEException {
        byte[] secret = (TestTokens.SECRET + TestTokens.SECRET).getBytes(StandardCharsets.UTF_8);
        assertInvalid(
                metrics(TestTokens.signed(new JWSHeader(JWSAlgorithm.HS512), claims("admin"), new MACSigner(secret))),
                "The token is not signed with HS256.");
        assertInvalid(
                metrics(TestTokens.signedWith(TestTokens.ecKey("k"), claims("admin"))),
                "The token is not signed with HS256.");
    }

    @Test
    void refusesAnotherSecretAndChangedClaims() {
        String valid = hs256(claims("metrics:read"));
        String other = hs256(claims("admin"));
        String[] validParts = valid.split("\\.", -1);
        String[] otherParts = other.split("\\.", -1);

        assertInvalid(
                metrics(hs256(
                        claims("admin"), "another secret, which is as long as it".getBytes(StandardCharsets.UTF_8))),
                "Signed JWT rejected: Invalid signature.");
        assertInvalid(
                metrics(String.join(".", validParts[0], otherParts[1], validParts[2])),
                "Signed JWT rejected: Invalid signature.");
        assertInvalid(metrics(valid.substring(0, valid.lastIndexOf('.') + 1)), "The token is not a signed JWT.");
    }

    @Test
    void refusesTokensOutsideTheirValidityWithClockSkew() {
        assertThat(metrics(hs256(claims("admin").expirationTime(in(Duration.ofSeconds(-20)))))
                        .status())
                .isEqualTo(200);
        assertThat(metrics(hs256(claims("admin").notBeforeTime(in(Duration.ofSeconds(20)))))
                        .status())
                .isEqualTo(200);
        assertInvalid(metrics(hs256(claims("admin").expirationTime(in(Duration.ofMinutes(-2))))), "Expired JWT.");
        assertInvalid(metrics(hs256(claims("admin").notBeforeTime(in(Duration.ofMinutes(2))))), "JWT before use time.");
        assertInvalid(metrics(hs256(claims("admin").expirationTime(null))), "JWT missing required claims: [exp].");
    }

    @Test
    void refusesOtherAudiencesAndIssuers() {
        assertThat(metrics(hs256(claims("admin").audience(List.of("another", "weir"))))
                        .status())
                .isEqualTo(200);
        assertInvalid(metrics(hs256(claims("admin").audience("another"))), "JWT aud claim rejected.");
        assertInvalid(metrics(hs256(claims("admin").audience((String) null))), "JWT missing required aud claim.");
        assertInvalid(
                metrics(hs256(claims("admin").issuer("https://another.example.org"))), "JWT iss claim value rejected.");
        assertInvalid(metrics(hs256(claims("admin").issuer(null))), "JWT missing required claims: [iss].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b", "a.b.c", "...", "eyJhbGciOiJub25lIn0.e30.", "{}", "a b", "\"quoted\""})
    void refusesInvalidTokens(String token) {
        assertInvalid(metrics(token), "The token is not a signed JWT.");
    }

    @Test
    void refusesVeryLongTokens() {
        assertInvalid(metrics("x".repeat(10_000)), "The token is not a signed JWT.");
    }

    @Test
    void refusesTwoTokens() {
        String token = "Bearer " + hs256(claims("admin"));

        assertInvalid(
                gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))
                        .header("Authorization", token)
                        .header("Authorization", token)
                        .build()),
                "There is more than one Authorization header.");
    }

    private static Answer metrics(String token) {
        return get(gateway.uri("/metrics"), token);
    }

    private static Answer get(URI uri, String token) {
        return gateway.send(HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private static void assertMissing(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.errorCode()).isIn("missing_token", "");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"weir\"");
    }

    private static void assertInvalid(Answer answer, String why) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.errorCode()).isEqualTo("invalid_token");
        assertThat(answer.body().at("/error/message").asText()).isEqualTo(why);
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"weir\", error=\"invalid_token\", error_description=\"" + why + "\"");
    }
}
