// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which tokens are accepted. There is a secret, a JWKS, or both.
 *
 * @param secret the secret for HS256
 * @param jwks the location of the public keys for RS256 and ES256: a file or an http(s) URL
 * @param issuer the issuer that a token must name
 * @param audience the audience that a token must name, possibly among others
 * @param clockSkew the tolerance for a token's times
 */
record TokenConfiguration(
        Optional<SecretKey> secret,
        Optional<URI> jwks,
        Optional<String> issuer,
        Optional<String> audience,
        Duration clockSkew) {

    private static final int LEAST_SECRET_BYTES = 32;

    /** Returns empty if no request needs a token. */
    static Optional<TokenConfiguration> from(Settings settings) {
        Optional<SecretKey> secret = settings.optionalText(Variable.JWT_SECRET).flatMap(text -> secret(settings, text));
        Optional<URI> jwks = settings.optionalText(Variable.JWT_JWKS).flatMap(text -> location(settings, text));
        Duration clockSkew = settings.duration(Variable.JWT_CLOCK_SKEW, Duration.ZERO, Duration.ofMinutes(5));
        if (!settings.isSet(Variable.JWT_SECRET) && !settings.isSet(Variable.JWT_JWKS)) {
            refuseWithoutKeys(settings, Variable.JWT_ISSUER);
            refuseWithoutKeys(settings, Variable.JWT_AUDIENCE);
            return Optional.empty();
        }
        return Optional.of(new TokenConfiguration(
                secret,
                jwks,
                settings.optionalText(Variable.JWT_ISSUER),
                settings.optionalText(Variable.JWT_AUDIENCE),
                clockSkew));
    }

    private static Optional<SecretKey> secret(Settings settings, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_SECRET_BYTES) {
            settings.refuse(
                    Variable.JWT_SECRET,
                    "must have at least " + LEAST_SECRET_BYTES
                            + " bytes, such as `openssl rand -hex 32` prints; it has " + bytes.length);
            return Optional.empty();
        }
        return Optional.of(new SecretKeySpec(bytes, "HmacSHA256"));
    }

    private static Optional<URI> location(Settings settings, String text) {
        try {
            if (!text.contains("://")) {
                return Optional.of(Path.of(text).toUri());
            }
            URI url = URI.create(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return Optional.of(url);
            }
        } catch (IllegalArgumentException neither) {
            // The message below covers both cases.
        }
        settings.refuse(Variable.JWT_JWKS, "must be a path or an http or https URL; it is '" + text + "'");
        return Optional.empty();
    }

    /** These settings have no effect without a key, but their user expects that tokens are required. */
    private static void refuseWithoutKeys(Settings settings, Variable variable) {
        if (settings.isSet(variable)) {
            settings.refuse(variable, "needs WEIR_JWT_SECRET or WEIR_JWT_JWKS: without a key, no token is required");
        }
    }
}
