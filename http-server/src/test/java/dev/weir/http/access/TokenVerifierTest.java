// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TokenVerifierTest {
    private final TokenVerifier verifier = new TokenVerifier(
            new TokenConfiguration(
                    Optional.of(new SecretKeySpec(new byte[32], "HmacSHA256")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ZERO),
            null);

    @Property
    void refusesUnsignedTokensWithAMessageSafeForHeaders(
            @ForAll("headers") String header, @ForAll("payloads") String payload, @ForAll byte[] signature) {
        SignedJWT token;
        try {
            token = new SignedJWT(
                    Base64URL.encode(header.getBytes(UTF_8)),
                    Base64URL.encode(payload.getBytes(UTF_8)),
                    Base64URL.encode(signature));
        } catch (ParseException noToken) {
            return;
        }

        assertThat(verifier.verify(token))
                .isInstanceOfSatisfying(TokenVerdict.Invalid.class, invalid -> assertThat(invalid.why())
                        .matches("[ !#-\\[\\]-~]+"));
    }

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.of(
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"typ\":\"a\\\"b\\u00e9\"}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"alg\":\"HS256\",\"b64\":false}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"ES256\",\"kid\":\"x\"}",
                "{\"alg\":\"\\\"\\n\"}");
    }

    @Provide
    Arbitrary<String> payloads() {
        return Arbitraries.oneOf(
                Arbitraries.of("{}", "[]", "null", "{\"exp\":\"never\"}", "{\"exp\":1e99}", "[".repeat(3_000)),
                Arbitraries.strings());
    }
}
