// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import java.util.List;

/**
 * A log line that says who may use an endpoint or a port.
 *
 * @param isOpenToAll whether any machine that can connect may use it
 */
record Door(String what, String whom, boolean isOpenToAll) {
    static List<Door> of(AccessConfiguration configuration, boolean httpIsLoopback, boolean managementIsLoopback) {
        boolean hasTokens = configuration.tokens().isPresent();
        return List.of(
                door(
                        "POST /events is open to ",
                        !configuration.ingestAllowlist().isEmpty(),
                        "the addresses of WEIR_INGEST_ALLOWLIST",
                        httpIsLoopback),
                door(
                        "GET /metrics is open to ",
                        hasTokens,
                        "everyone with a token that has the scope metrics:read or admin",
                        httpIsLoopback),
                door(
                        "GET /reconcile is open to ",
                        hasTokens,
                        "everyone with a token that has the scope admin",
                        httpIsLoopback),
                door(
                        "The management port is open to ",
                        !configuration.managementAllowlist().isEmpty(),
                        "the addresses of WEIR_MANAGEMENT_ALLOWLIST",
                        managementIsLoopback),
                new Door(
                        "GET /events/{event_id} on the main port is open to ",
                        hasTokens
                                ? "everyone with a token that has the scope admin"
                                : httpIsLoopback
                                                && configuration
                                                        .trustedProxies()
                                                        .isEmpty()
                                        ? "every program on this machine"
                                        : "nobody",
                        false),
                new Door(
                        "/dead-letters and /events/{event_id} on it are open to ",
                        hasTokens ? "those of them with a token that has the scope admin" : "all of them",
                        false));
    }

    @Override
    public String toString() {
        return what + whom;
    }

    private static Door door(String what, boolean isGuarded, String guests, boolean isOutOfReach) {
        if (isGuarded) {
            return new Door(what, guests, false);
        }
        return isOutOfReach
                ? new Door(what, "every program on this machine", false)
                : new Door(what, "everyone who can connect", true);
    }
}
