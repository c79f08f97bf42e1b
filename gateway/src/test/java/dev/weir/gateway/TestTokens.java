// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Creates keys and tokens like an issuer. */
final class TestTokens {
    static final String SECRET = "a secret that nobody has but the tests";

    private TestTokens() {}

    /** The claims of a token that is valid for a minute. */
    static JWTClaimsSet.Builder claims(String scope) {
        return new JWTClaimsSet.Builder()
                .issuer("https://issuer.example.org")
                .audience("weir")
                .expirationTime(in(Duration.ofMinutes(1)))
                .claim("scope", scope);
    }

    static Date in(Duration duration) {
        return Date.from(Instant.now().plus(duration));
    }

    static String hs256(JWTClaimsSet.Builder claims) {
        return hs256(claims, SECRET.getBytes(StandardCharsets.UTF_8));
    }

    static String hs256(JWTClaimsSet.Builder claims, byte[] secret) {
        try {
            return signed(new JWSHeader(JWSAlgorithm.HS256), claims, new MACSigner(secret));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static RSAKey rsaKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static ECKey ecKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Signs with RS256 or ES256, depending on the type of the key. */
    static String signedWith(JWK key, JWTClaimsSet.Builder claims) {
        try {
            boolean isRsa = key instanceof RSAKey;
            return signed(
                    new JWSHeader.Builder(isRsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims,
                    isRsa ? new RSASSASigner(key.toRSAKey()) : new ECDSASigner(key.toECKey()));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String signed(JWSHeader header, JWTClaimsSet.Builder claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims.build());
        token.sign(signer);
        return token.serialize();
    }
}
