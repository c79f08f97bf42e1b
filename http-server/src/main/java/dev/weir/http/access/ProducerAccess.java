// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The access checks for producers that use another protocol than HTTP/1. They are those of {@code POST /events}: first
 * the address, then the rate and the API key. Thread-safe; never blocks.
 */
public final class ProducerAccess {
    private final AddressBlocks trustedProxies;
    private final AddressBlocks allowed;
    private final RateCheck rate;

    /** @param allowed empty for all */
    ProducerAccess(AddressBlocks trustedProxies, AddressBlocks allowed, RateCheck rate) {
        this.trustedProxies = trustedProxies;
        this.allowed = allowed;
        this.rate = rate;
    }

    /**
     * Counts a request against its rate limit, and decides on it. Returns null if the request may go on.
     *
     * @param peer the address of the connected peer, which may be a proxy
     * @param forwardedFor the values of {@code X-Forwarded-For}
     * @param apiKey null if the request has none
     */
    public @Nullable Refusal check(InetAddress peer, List<String> forwardedFor, @Nullable String apiKey) {
        InetAddress client = ForwardedFor.clientOf(peer, forwardedFor, trustedProxies);
        if (!allowed.isEmpty() && !allowed.contains(client)) {
            return AddressGuard.refusalOf(client);
        }
        return rate.decide(client, apiKey, "The key in X-API-Key").refusal();
    }
}
