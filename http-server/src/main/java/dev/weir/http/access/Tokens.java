// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import dev.weir.http.StartException;
import dev.weir.http.WorkerThreads;
import io.undertow.server.HttpHandler;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/** Holds the token verifier, its keys, and the thread on which requests wait for a reload of the keys. */
final class Tokens implements AutoCloseable {
    private static final int MOST_WAITING = 100;
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 3_000;
    private static final int MOST_BYTES = 1 << 20;

    private final @Nullable JwksCache jwks;
    private final TokenVerifier verifier;
    private final WorkerThreads waiting = new WorkerThreads("jwks-waiting", 1, MOST_WAITING);

    private Tokens(TokenConfiguration configuration, @Nullable JwksCache jwks) {
        this.jwks = jwks;
        this.verifier = new TokenVerifier(configuration, jwks);
    }

    /**
     * Starts to load keys. The gateway starts even if the key server does not respond yet, but not with an unreadable
     * file.
     *
     * @throws StartException if the file cannot be read or has no keys
     */
    static Tokens start(TokenConfiguration configuration) {
        @Nullable JwksCache jwks = configuration.jwks().map(Tokens::cache).orElse(null);
        if (jwks != null) {
            jwks.start();
        }
        return new Tokens(configuration, jwks);
    }

    TokenVerifier verifier() {
        return verifier;
    }

    boolean hasPublicKeys() {
        return jwks != null && jwks.hasKeys();
    }

    /**
     * Returns a handler that reloads the keys if the token's key is missing, on another thread, and then calls the
     * next.
     */
    HttpHandler onceLoadedFor(JWSHeader header, HttpHandler next) {
        return waiting.on(exchange -> {
            if (jwks != null) {
                jwks.loadFor(header);
            }
            next.handleRequest(exchange);
        });
    }

    @Override
    public void close() {
        waiting.close();
        if (jwks != null) {
            jwks.close();
        }
    }

    private static JwksCache cache(URI location) {
        if (!"file".equals(location.getScheme())) {
            return new JwksCache(
                    () -> JWKSet.load(location.toURL(), CONNECT_MILLIS, READ_MILLIS, MOST_BYTES), System::nanoTime);
        }
        File file = new File(location);
        JwksCache cache = new JwksCache(() -> JWKSet.load(file), System::nanoTime);
        try {
            cache.load();
        } catch (IOException | ParseException unreadable) {
            throw new StartException(
                    "Cannot read public keys (a JWKS) from " + file + ", which WEIR_JWT_JWKS names: "
                            + unreadable.getMessage(),
                    unreadable);
        }
        return cache;
    }
}
