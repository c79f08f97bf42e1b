// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.admission.RateLimits;
import io.undertow.server.HttpHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wraps handlers in the access checks of their URL and of their port.
 *
 * <p>Cheap checks run first: address, then rate, then token. All checks run before the body is read, and none of them
 * blocks an I/O thread. A check that is not configured costs nothing.
 */
public final class AccessControl implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccessControl.class);

    private final AccessConfiguration configuration;
    private final @Nullable RateLimits limits;
    private final @Nullable Tokens tokens;

    private AccessControl(AccessConfiguration configuration) {
        this.configuration = configuration;
        this.limits = configuration.requestsPerClient() == 0 && configuration.requestsOfAll() == 0
                ? null
                : new RateLimits(configuration.requestsPerClient(), configuration.requestsOfAll());
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

    /** For sending events: checks the address and the rate. */
    public HttpHandler forProducers(HttpHandler next) {
        HttpHandler limited = limited(next);
        return configuration.ingestAllowlist().isEmpty()
                ? limited
                : new AddressGuard(configuration.ingestAllowlist(), limited);
    }

    /** For reading metrics: checks the rate and a token that allows it. */
    public HttpHandler forReaders(HttpHandler next) {
        return limited(withScope(Scope.METRICS_READ, next));
    }

    /** For reading the books: checks the rate and a token that allows everything. */
    public HttpHandler forAuditors(HttpHandler next) {
        return limited(withScope(Scope.ADMIN, next));
    }

    /** For personal data and changes on the management port: checks a token that allows everything. */
    public HttpHandler forOperators(HttpHandler next) {
        return withScope(Scope.ADMIN, next);
    }

    /** @param isLoopback whether only this machine reaches the port */
    public HttpHandler onMainPort(boolean isLoopback, HttpHandler next) {
        HttpHandler guarded = withoutForeignPages(
                isLoopback,
                OriginGuard.ofMainPort(
                        configuration.corsOrigins(),
                        isLoopback && configuration.trustedProxies().isEmpty(),
                        next));
        HttpHandler shared =
                configuration.corsOrigins().isEmpty() ? guarded : new CorsHandler(configuration.corsOrigins(), guarded);
        return new ClientAddress(configuration.trustedProxies(), shared);
    }

    /** @param isLoopback whether only this machine reaches the port */
    public HttpHandler onManagementPort(boolean isLoopback, HttpHandler next) {
        HttpHandler guarded = withoutForeignPages(isLoopback, OriginGuard.ofManagementPort(next));
        HttpHandler allowed = configuration.managementAllowlist().isEmpty()
                ? guarded
                : new AddressGuard(configuration.managementAllowlist(), guarded);
        return new ClientAddress(configuration.trustedProxies(), allowed);
    }

    /** Logs who may use which port. */
    public void say(boolean httpIsLoopback, boolean managementIsLoopback) {
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

    private HttpHandler limited(HttpHandler next) {
        return limits == null && configuration.apiKeys().isEmpty()
                ? next
                : new RateGuard(limits, configuration.apiKeys(), next);
    }

    private HttpHandler withScope(Scope scope, HttpHandler next) {
        return tokens == null ? next : new TokenGuard(scope, tokens, next);
    }

    /** Blocks requests that pages of other sites make through a user's browser. */
    private HttpHandler withoutForeignPages(boolean isLoopback, OriginGuard byOrigin) {
        return isLoopback || !configuration.allowedHosts().isEmpty()
                ? new HostGuard(isLoopback, configuration.allowedHosts(), configuration.trustedProxies(), byOrigin)
                : byOrigin;
    }
}
