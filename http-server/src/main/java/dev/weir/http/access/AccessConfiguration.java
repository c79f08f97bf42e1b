// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.util.Optional;

/**
 * Who may use which port, and at which rate.
 *
 * @param tokens empty if no request needs a token
 * @param ingestAllowlist the clients that may send events; empty for all
 * @param managementAllowlist the clients that may use the management port; empty for all
 * @param trustedProxies the proxies whose {@code X-Forwarded-For} is trusted
 * @param allowedHosts the names that are accepted in {@code Host}; if empty, a port beyond loopback accepts any name
 * @param requestsPerClient requests per second of one client; 0 for no limit
 * @param requestsOfAll requests per second of all clients together; 0 for no limit
 */
public record AccessConfiguration(
        Optional<TokenConfiguration> tokens,
        AddressBlocks ingestAllowlist,
        AddressBlocks managementAllowlist,
        AddressBlocks trustedProxies,
        HostNames allowedHosts,
        CorsOrigins corsOrigins,
        ApiKeys apiKeys,
        int requestsPerClient,
        int requestsOfAll) {

    private static final int MOST_REQUESTS = 10_000_000;

    public static AccessConfiguration from(Settings settings) {
        return new AccessConfiguration(
                TokenConfiguration.from(settings),
                AddressBlocks.from(settings, Variable.INGEST_ALLOWLIST),
                AddressBlocks.from(settings, Variable.MANAGEMENT_ALLOWLIST),
                AddressBlocks.from(settings, Variable.TRUSTED_PROXIES),
                HostNames.from(settings),
                CorsOrigins.from(settings),
                ApiKeys.from(settings),
                settings.count(Variable.RATE_LIMIT_PER_CLIENT, 0, MOST_REQUESTS),
                settings.count(Variable.RATE_LIMIT_TOTAL, 0, MOST_REQUESTS));
    }

    /**
     * Reports a problem if other machines can reach a port and nothing restricts access to it.
     *
     * <p>Tokens are enough on the main port, because they protect everything that it lets clients read. They are not
     * enough on the management port, because they do not protect {@code /prometheus}.
     */
    public void refuseOpenPorts(Settings settings, boolean httpIsLoopback, boolean managementIsLoopback) {
        if (!httpIsLoopback && tokens.isEmpty() && ingestAllowlist.isEmpty()) {
            refuse(settings, Variable.HTTP_HOST, "WEIR_JWT_SECRET, WEIR_JWT_JWKS or WEIR_INGEST_ALLOWLIST");
        }
        if (!managementIsLoopback && managementAllowlist.isEmpty()) {
            refuse(settings, Variable.MANAGEMENT_HOST, "WEIR_MANAGEMENT_ALLOWLIST");
        }
    }

    private static void refuse(Settings settings, Variable host, String doors) {
        settings.refuse(
                host,
                "must be a loopback address unless access is restricted; it is '" + settings.text(host) + "'. Set "
                        + doors + ", or WEIR_INSECURE=true to allow access to everyone");
    }
}
