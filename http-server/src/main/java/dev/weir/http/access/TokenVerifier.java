// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens (RFC 7519).
 *
 * <p>Following RFC 8725, the gateway decides which key belongs to an algorithm, not the token. A public key can
 * therefore never serve as the secret of HS256.
 *
 * <p>Never blocks, because it uses only loaded keys. Thread-safe.
 */
final class TokenVerifier {
    private static final Set<JWSAlgorithm> PUBLIC_KEY_ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
    private static final JWSKeySelector<SecurityContext> NO_KEY = (header, context) -> List.of();

    private final Map<JWSAlgorithm, JWSKeySelector<SecurityContext>> keySelectors = new HashMap<>();
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final @Nullable JwksCache jwks;
    private final Duration clockSkew;

    /** @param jwks null if only tokens with the secret are accepted */
    TokenVerifier(TokenConfiguration configuration, @Nullable JwksCache jwks) {
        this.jwks = jwks;
        this.clockSkew = configuration.clockSkew();
        configuration
                .secret()
                .ifPresent(secret -> keySelectors.put(
                        JWSAlgorithm.HS256, new SingleKeyJWSKeySelector<>(JWSAlgorithm.HS256, secret)));
        if (jwks != null) {
            JWSKeySelector<SecurityContext> byHeader = new JWSVerificationKeySelector<>(
                    PUBLIC_KEY_ALGORITHMS, (selector, context) -> selector.select(jwks.keys()));
            PUBLIC_KEY_ALGORITHMS.forEach(algorithm -> keySelectors.put(algorithm, byHeader));
        }
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector((header, context) ->
                keySelectors.getOrDefault(header.getAlgorithm(), NO_KEY).selectJWSKeys(header, context));
        processor.setJWTClaimsSetVerifier(claims(configuration));
    }

    TokenVerdict verify(SignedJWT token) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        if (!keySelectors.containsKey(algorithm)) {
            return new TokenVerdict.Invalid("The token is not signed with " + algorithms() + ".");
        }
        if (jwks != null && PUBLIC_KEY_ALGORITHMS.contains(algorithm) && !jwks.hasKeyFor(token.getHeader())) {
            return new TokenVerdict.UnknownKey();
        }
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return new TokenVerdict.Valid(
                    scopes(claims), claims.getExpirationTime().toInstant().plus(clockSkew));
        } catch (BadJOSEException refused) {
            return new TokenVerdict.Invalid(printable(String.valueOf(refused.getMessage())) + ".");
        } catch (JOSEException unusable) {
            return new TokenVerdict.Invalid("The token cannot be verified with the key that it names.");
        }
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(TokenConfiguration configuration) {
        JWTClaimsSet.Builder exactly = new JWTClaimsSet.Builder();
        configuration.issuer().ifPresent(exactly::issuer);
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(configuration.audience().orElse(null), exactly.build(), Set.of("exp"));
        claims.setMaxClockSkew((int) configuration.clockSkew().toSeconds());
        return claims;
    }

    /** Reads {@code scope} (RFC 8693), or {@code scp}, which some issuers use; each is a list or a text with spaces. */
    private static Set<String> scopes(JWTClaimsSet claims) {
        return Stream.of("scope", "scp")
                .map(claims::getClaim)
                .flatMap(claim -> claim instanceof Collection<?> list ? list.stream() : Stream.ofNullable(claim))
                .filter(String.class::isInstance)
                .flatMap(scopes -> Arrays.stream(((String) scopes).split(" ", -1)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private String algorithms() {
        return keySelectors.keySet().stream()
                .map(JWSAlgorithm::getName)
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.joining(" or "));
    }

    /** Makes the text safe for a quoted string in a header (RFC 6750, section 3). */
    private static String printable(String text) {
        return text.replaceAll("[^ !#-\\[\\]-~]", "?");
    }
}
