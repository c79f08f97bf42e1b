package dev.weir.gateway.access;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.weir.gateway.background.Periodic;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys that tokens are signed with, as their issuer publishes them (RFC 7517).
 *
 * <p>They are loaded again now and then in the background, and once more for a token with an unknown key, though not for every one:
 * whoever invents key ids must not burden the issuer. What is loaded takes the place of what was there, so that keys which were taken
 * back are believed no longer. While the issuer does not answer, the keys at hand are used until they are too old.
 *
 * <p>{@link #keys} and {@link #hasKeyFor} never wait, because requests ask them on threads that serve sockets; what loads does. The
 * caches of nimbus-jose-jwt load on the thread that asks.
 */
final class JwksCache implements AutoCloseable {
    /** Between two looks at whether the keys are to be loaded again; so also what a failure waits for the next attempt. */
    static final Duration LOOKS_EVERY = Duration.ofSeconds(30);

    static final Duration LOADS_EVERY = Duration.ofMinutes(5);

    /** The least time between two times of loading for unknown keys. */
    static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

    static final Duration FRESH_FOR = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(JwksCache.class);
    private static final JWKSet NO_KEYS = new JWKSet();

    /** Reads the keys from where they are; may wait. */
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

    /** Begins to load in the background. */
    void start() {
        loading = Periodic.start("jwks", Duration.ZERO, LOOKS_EVERY, this::loadWhenDue);
    }

    /** Loads the keys now; those at hand stay where that fails. */
    synchronized void load() throws IOException, ParseException {
        JWKSet keys = source.load().toPublicJWKSet();
        if (keys.isEmpty()) {
            throw new IOException("There is no public key.");
        }
        loaded = new Loaded(keys, nanoClock.getAsLong());
    }

    /** None before they were loaded, and when they are too old. */
    JWKSet keys() {
        Loaded now = loaded;
        return now == null || isOlder(now.atNanos(), FRESH_FOR) ? NO_KEYS : now.keys();
    }

    /** Whether there are any that can be used. */
    boolean hasKeys() {
        return !keys().isEmpty();
    }

    boolean hasKeyFor(JWSHeader header) {
        return !new JWKSelector(JWKMatcher.forJWSHeader(header)).select(keys()).isEmpty();
    }

    /** Loads the keys again if they lack the one that a token names and the last time for such a token is long enough ago. */
    synchronized void loadFor(JWSHeader header) {
        if (!hasKeyFor(header) && (askedAtNanos == null || isOlder(askedAtNanos, LEAST_PAUSE))) {
            askedAtNanos = nanoClock.getAsLong();
            tryToLoad();
        }
    }

    /** Loads the keys again if it is time. */
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
                    .log("The keys of WEIR_JWT_JWKS cannot be loaded; those at hand are used for up to an hour");
        }
    }

    private boolean isOlder(long sinceNanos, Duration age) {
        return nanoClock.getAsLong() - sinceNanos > age.toNanos();
    }
}
