// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client's address behind proxies. Each proxy appends the address of its own peer to {@code X-Forwarded-For}.
 *
 * <p>Only addresses that a trusted proxy appended are trusted. The client may have written everything before them.
 * Undertow's {@code ProxyPeerAddressHandler} uses the first address, so a client could choose its own.
 */
final class ForwardedFor {
    private ForwardedFor() {}

    /**
     * Returns the first address from the right that is not a trusted proxy's. Stops at an element that is not an
     * address and returns the last trusted one.
     *
     * @param peer the address of the connected peer
     * @param lines the values of the header, in the order of the request
     */
    static InetAddress clientOf(InetAddress peer, List<String> lines, AddressBlocks trustedProxies) {
        InetAddress client = peer;
        for (int line = lines.size() - 1; line >= 0; line--) {
            String elements = lines.get(line);
            int end = elements.length();
            while (end >= 0) {
                if (!trustedProxies.contains(client)) {
                    return client;
                }
                int comma = elements.lastIndexOf(',', end - 1);
                @Nullable
                InetAddress forwarded =
                        IpLiteral.parse(elements.substring(comma + 1, end).strip());
                if (forwarded == null) {
                    return client;
                }
                client = forwarded;
                end = comma;
            }
        }
        return client;
    }
}
