// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.weir.http.background.Periodic;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys that verify tokens, loaded from the JWKS that their issuer publishes (RFC 7517).
 *
 * <p>A background thread reloads the keys regularly. A token with an unknown key also triggers a reload, but at most
 * one per {@link #LEAST_PAUSE}. So invented key ids cannot overload the issuer. Loaded keys replace all earlier keys,
 * so revoked keys are no longer accepted. While the issuer does not respond, the current keys are used until they are
 * older than {@link #FRESH_FOR}.
 *
 * <p>{@link #keys} and {@link #hasKeyFor} never block, because I/O threads call them. Only loading blocks. The caches
 * of nimbus-jose-jwt do not fit, because they load on the calling thread.
 */
final class JwksCache implements AutoCloseable {
    /** How often to check whether a reload is due; also the delay before a retry after a failure. */
    static final Duration LOOKS_EVERY = Duration.ofSeconds(30);

    static final Duration LOADS_EVERY = Duration.ofMinutes(5);

    /** The least time between two reloads for unknown keys. */
    static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

    static final Duration FRESH_FOR = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(JwksCache.class);
    private static final JWKSet NO_KEYS = new JWKSet();

    /** Reads the keys; may block. */
    @FunctionalInterface
    interface Source {
        JWKSet load() throws IOException, ParseException;
    }

    private record Loaded(JWKSet keys, long atNanos) {}

    private final Source source;
    private final LongSupplier nanoClock;
    private @Nullable Periodic loading;
    private volatile @Nullable Loaded loaded;
    private @Nullable Long askedAtNanos;

    /** @param nanoClock as {@link System#nanoTime} */
    JwksCache(Source source, LongSupplier nanoClock) {
        this.source = source;
        this.nanoClock = nanoClock;
    }

    void start() {
        loading = Periodic.start("jwks", Duration.ZERO, LOOKS_EVERY, this::loadWhenDue);
    }

    /** Loads the keys now. Keeps the current keys if that fails. */
    synchronized void load() throws IOException, ParseException {
        JWKSet keys = source.load().toPublicJWKSet();
        if (keys.isEmpty()) {
            throw new IOException("There is no public key.");
        }
        loaded = new Loaded(keys, nanoClock.getAsLong());
    }

    /** Returns an empty set until the keys are loaded, and when they are too old. */
    JWKSet keys() {
        Loaded now = loaded;
        return now == null || isOlder(now.atNanos(), FRESH_FOR) ? NO_KEYS : now.keys();
    }

    boolean hasKeys() {
        return !keys().isEmpty();
    }

    boolean hasKeyFor(JWSHeader header) {
        return !new JWKSelector(JWKMatcher.forJWSHeader(header)).select(keys()).isEmpty();
    }

    /** Reloads the keys if they lack the key of a token, unless the last reload for such a token is too recent. */
    synchronized void loadFor(JWSHeader header) {
        if (!hasKeyFor(header) && (askedAtNanos == null || isOlder(askedAtNanos, LEAST_PAUSE))) {
            askedAtNanos = nanoClock.getAsLong();
            tryToLoad();
        }
    }

    /** Reloads the keys if they are due. */
    synchronized void loadWhenDue() {
        Loaded now = loaded;
        if (now == null || isOlder(now.atNanos(), LOADS_EVERY)) {
            tryToLoad();
        }
    }

    @Override
    public void close() {
        if (loading != null) {
            loading.close();
        }
    }

    private void tryToLoad() {
        try {
            load();
        } catch (IOException | ParseException | RuntimeException | Error failed) {
            log.atWarn()
                    .addKeyValue("reason", failed.getMessage())
                    .log("The keys of WEIR_JWT_JWKS cannot be loaded; the cached keys are used for up to an hour");
        }
    }

    private boolean isOlder(long sinceNanos, Duration age) {
        return nanoClock.getAsLong() - sinceNanos > age.toNanos();
    }
}
