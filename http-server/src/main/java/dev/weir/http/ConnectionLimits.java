// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Limits for the open connections of a listener.
 *
 * @param perAddress for one IPv4 address, or for one /64 network of IPv6
 * @param uncapped addresses without a limit per address, such as proxies, which connect for many clients
 */
public record ConnectionLimits(int total, int perAddress, Predicate<InetAddress> uncapped) {
    static final ConnectionLimits NONE = new ConnectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, anyone -> true);

    private static final int MOST = 1_000_000;

    /** @param uncapped addresses without a limit per address */
    public static ConnectionLimits from(Settings settings, Predicate<InetAddress> uncapped) {
        return new ConnectionLimits(
                limit(settings, Variable.MAX_CONNECTIONS),
                limit(settings, Variable.MAX_CONNECTIONS_PER_ADDRESS),
                uncapped);
    }

    private static int limit(Settings settings, Variable variable) {
        int count = settings.count(variable, 0, MOST);
        return count == 0 ? Integer.MAX_VALUE : count;
    }
}
