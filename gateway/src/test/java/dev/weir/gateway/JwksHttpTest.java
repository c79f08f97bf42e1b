// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestTokens.claims;
import static dev.weir.gateway.TestTokens.signedWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.weir.gateway.TestGateway.Answer;
import dev.weir.http.StartException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwksHttpTest {
    private static final RSAKey RSA = TestTokens.rsaKey("rsa-1");
    private static final RSAKey NEXT_RSA = TestTokens.rsaKey("rsa-2");
    private static final ECKey EC = TestTokens.ecKey("ec-1");

    @Test
    void acceptsRsaAndEcKeys() {
        try (JwksServer issuer = new JwksServer(RSA.toPublicJWK(), EC.toPublicJWK());
                TestGateway gateway = trusting(issuer.url())) {
            assertThat(metrics(gateway, signedWith(RSA, claims("metrics:read"))).status())
                    .isEqualTo(200);
            assertThat(metrics(gateway, signedWith(EC, claims("metrics:read"))).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesATokenSignedWithThePublicKeyAsSecret() throws JOSEException {
        byte[] publicKey = RSA.toRSAPublicKey().getEncoded();
        try (JwksServer issuer = new JwksServer(RSA.toPublicJWK());
                TestGateway gateway = trusting(issuer.url());
                TestGateway withSecret = new TestGateway(
                        8L << 20, Map.of("WEIR_JWT_JWKS", issuer.url(), "WEIR_JWT_SECRET", TestTokens.SECRET))) {
            assertInvalid(
                    metrics(gateway, TestTokens.hs256(claims("admin"), publicKey)), "not signed with ES256 or RS256");
            assertInvalid(metrics(withSecret, TestTokens.hs256(claims("admin"), publicKey)), "Invalid signature");
            assertThat(metrics(withSecret, TestTokens.hs256(claims("admin"))).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesAnotherKeyUnderAKnownId() {
        RSAKey another = new RSAKey.Builder(NEXT_RSA).keyID(RSA.getKeyID()).build();
        try (JwksServer issuer = new JwksServer(RSA.toPublicJWK());
                TestGateway gateway = trusting(issuer.url())) {
            assertInvalid(metrics(gateway, signedWith(another, claims("admin"))), "Invalid signature");
        }
    }

    @Test
    void followsARotationAndForgetsRevokedKeys() {
        try (JwksServer issuer = new JwksServer(RSA.toPublicJWK());
                TestGateway gateway = trusting(issuer.url())) {
            assertThat(metrics(gateway, signedWith(RSA, claims("admin"))).status())
                    .isEqualTo(200);

            issuer.rotate(NEXT_RSA.toPublicJWK());

            assertThat(metrics(gateway, signedWith(NEXT_RSA, claims("admin"))).status())
                    .isEqualTo(200);
            assertInvalid(metrics(gateway, signedWith(RSA, claims("admin"))), "signed with an unknown key");
        }
    }

    @Test
    void doesNotReloadForEveryUnknownKeyId() {
        try (JwksServer issuer = new JwksServer(EC.toPublicJWK());
                TestGateway gateway = trusting(issuer.url())) {
            assertThat(metrics(gateway, signedWith(EC, claims("admin"))).status())
                    .isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                ECKey invented = new ECKey.Builder(EC).keyID("invented-" + i).build();
                assertInvalid(metrics(gateway, signedWith(invented, claims("admin"))), "unknown key");
            }
            assertThat(issuer.served()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void keepsItsKeysWhileTheIssuerIsDown() {
        JwksServer issuer = new JwksServer(RSA.toPublicJWK());
        try (TestGateway gateway = trusting(issuer.url())) {
            assertThat(metrics(gateway, signedWith(RSA, claims("admin"))).status())
                    .isEqualTo(200);

            issuer.close();

            assertThat(metrics(gateway, signedWith(RSA, claims("admin"))).status())
                    .isEqualTo(200);
            assertInvalid(metrics(gateway, signedWith(EC, claims("admin"))), "unknown key");
            assertThat(metrics(gateway, signedWith(RSA, claims("admin"))).status())
                    .isEqualTo(200);
        } finally {
            issuer.close();
        }
    }

    @Test
    void doesNotDelayOtherRequestsWhileLoadingAnUnknownKey() throws Exception {
        ECKey next = TestTokens.ecKey("ec-2");
        try (JwksServer issuer = new JwksServer(EC.toPublicJWK());
                TestGateway gateway = trusting(issuer.url())) {
            assertThat(metrics(gateway, signedWith(EC, claims("admin"))).status())
                    .isEqualTo(200);
            int before = issuer.served();
            issuer.rotate(EC.toPublicJWK(), next.toPublicJWK());
            issuer.hang();

            CompletableFuture<Answer> waiting =
                    CompletableFuture.supplyAsync(() -> metrics(gateway, signedWith(next, claims("admin"))));
            await().until(() -> issuer.served() == before + 1);
            for (int i = 0; i < 20; i++) {
                assertThat(metrics(gateway, signedWith(EC, claims("admin"))).status())
                        .isEqualTo(200);
            }
            assertThat(waiting).isNotDone();

            issuer.goOn();
            assertThat(waiting.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void acceptsEventsAndRefusesReadsBeforeKeysAreLoaded() {
        JwksServer issuer = new JwksServer();
        String url = issuer.url();
        issuer.close();
        try (TestGateway gateway = trusting(url)) {
            Answer refused = metrics(gateway, signedWith(RSA, claims("admin")));

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.errorCode()).isEqualTo("keys_unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("30");
            assertThat(gateway.post("{\"user_id\":\"u\",\"video_id\":\"v\"}").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void readsKeysFromAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("jwks.json");
        Files.writeString(file, new JWKSet(EC.toPublicJWK()).toString());
        try (TestGateway gateway = trusting(file.toString())) {
            assertThat(metrics(gateway, signedWith(EC, claims("admin"))).status())
                    .isEqualTo(200);
        }

        Files.writeString(file, "{}");
        assertThatThrownBy(() -> trusting(file.toString()))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll(file.toString(), "WEIR_JWT_JWKS");
        Files.delete(file);
        assertThatThrownBy(() -> trusting(file.toString())).isInstanceOf(StartException.class);
    }

    private static TestGateway trusting(String jwks) {
        return new TestGateway(8L << 20, Map.of("WEIR_JWT_JWKS", jwks));
    }

    private static Answer metrics(TestGateway gateway, String token) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private static void assertInvalid(Answer answer, String why) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.errorCode()).isEqualTo("invalid_token");
        assertThat(answer.body().at("/error/message").asText()).contains(why);
    }
}
