package dev.weir.gateway.access;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.util.Optional;

/**
 * Who may do what.
 *
 * @param tokens empty where nobody needs one
 * @param ingestAllowlist who may send events; empty for everyone
 * @param managementAllowlist who may use the management port; empty for everyone
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 * @param allowedHosts by which it may be asked for; on a port beyond loopback, none stands for any
 * @param requestsPerClient a second; 0 for no limit
 * @param requestsOfAll a second, of all clients together; 0 for no limit
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
     * Notes a problem where a port can be reached from other machines and nothing says who may.
     *
     * <p>On the main port tokens are enough, because they cover what is read there. On the management port they are not: they do not
     * cover {@code /prometheus}.
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
                "must be a loopback address while nothing says who may connect; it is '" + settings.text(host)
                        + "'. Set " + doors + "; WEIR_INSECURE=true listens there all the same, for everyone");
    }
}
