// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.admission.RateLimits;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access checks, each as a wrapper of the handler behind it. No check reads the body or blocks an I/O thread. A
 * check that is not configured costs nothing: its wrapper returns the handler itself.
 */
public final class AccessControl implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccessControl.class);

    private final AccessConfiguration configuration;
    private final RateCheck rate;
    private final @Nullable Tokens tokens;

    private AccessControl(AccessConfiguration configuration) {
        this.configuration = configuration;
        boolean isUnlimited = configuration.requestsPerClient() == 0 && configuration.requestsOfAll() == 0;
        this.rate = new RateCheck(
                isUnlimited ? null : new RateLimits(configuration.requestsPerClient(), configuration.requestsOfAll()),
                configuration.apiKeys());
        this.tokens = configuration.tokens().map(Tokens::start).orElse(null);
    }

    /**
     * Starts to load public keys if a source of keys is configured.
     *
     * @throws dev.weir.http.StartException if a file of keys cannot be read
     */
    public static AccessControl start(AccessConfiguration configuration) {
        return new AccessControl(configuration);
    }

    /** Determines the address of a client behind trusted proxies, which all other checks need. */
    public HttpHandler clientAddress(HttpHandler next) {
        return configuration.trustedProxies().isEmpty()
                ? next
                : new ClientAddress(configuration.trustedProxies(), next);
    }

    /** Lets pages of other origins read responses. */
    public HttpHandler cors(HttpHandler next) {
        return configuration.corsOrigins().isEmpty() ? next : new CorsHandler(configuration.corsOrigins(), next);
    }

    /**
     * Blocks requests that pages of other sites make through a user's browser, on the main port.
     *
     * @param isLoopback whether only this machine reaches the port
     */
    public HttpHandler pages(boolean isLoopback, HttpHandler next) {
        return BrowserGuard.ofMainPort(configuration, isLoopback, next);
    }

    /**
     * Blocks all requests that pages make through a user's browser, on the management port.
     *
     * @param isLoopback whether only this machine reaches the port
     */
    public HttpHandler allPages(boolean isLoopback, HttpHandler next) {
        return BrowserGuard.ofManagementPort(configuration, isLoopback, next);
    }

    /** Checks the address of a client of the management port. */
    public HttpHandler managementAddress(HttpHandler next) {
        return allowed(configuration.managementAllowlist(), next);
    }

    /** Checks the address of a producer. */
    public HttpHandler producerAddress(HttpHandler next) {
        return allowed(configuration.ingestAllowlist(), next);
    }

    /** Checks the rate and the API key. */
    public HttpHandler rate(HttpHandler next) {
        return rate(KeyPlace.HEADER, next);
    }

    /** Checks the rate and the API key, which may be a {@link WriteKey}. */
    public HttpHandler rateByWriteKey(HttpHandler next) {
        return rate(KeyPlace.WRITE_KEY, next);
    }

    /** Checks the rate and the API key, which may be the {@link PageKey} of a web site. */
    public HttpHandler rateByPageKey(HttpHandler next) {
        return rate(KeyPlace.QUERY, next);
    }

    private HttpHandler rate(KeyPlace place, HttpHandler next) {
        return rate.limits() == null && configuration.apiKeys().isEmpty() ? next : new RateGuard(rate, place, next);
    }

    /** The checks of producers that use another protocol than HTTP/1. They share their rate limits with it. */
    public ProducerAccess producers() {
        return new ProducerAccess(configuration.trustedProxies(), configuration.ingestAllowlist(), rate);
    }

    /** Checks that a token has a scope. */
    public HttpHandler scope(Scope scope, HttpHandler next) {
        return tokens == null ? next : new TokenGuard(scope, tokens, next);
    }

    /** When the token of an admitted request expires; null if the request needed none. */
    public static @Nullable Instant tokenExpiryOf(HttpServerExchange exchange) {
        return TokenGuard.expiryOf(exchange);
    }

    /** Whether requests for metrics and of operators need tokens. */
    public boolean hasTokens() {
        return tokens != null;
    }

    /** Whether clients may connect through proxies, which themselves may reach a port that is loopback. */
    public boolean hasProxies() {
        return !configuration.trustedProxies().isEmpty();
    }

    /** Logs who may use which port. */
    public void logAudiences(boolean httpIsLoopback, boolean managementIsLoopback) {
        for (Door door : Door.of(configuration, httpIsLoopback, managementIsLoopback)) {
            (door.isOpenToAll() ? log.atWarn() : log.atInfo()).log(door.toString());
        }
    }

    @Override
    public void close() {
        if (tokens != null) {
            tokens.close();
        }
    }

    private static HttpHandler allowed(AddressBlocks allowlist, HttpHandler next) {
        return allowlist.isEmpty() ? next : new AddressGuard(allowlist, next);
    }
}
