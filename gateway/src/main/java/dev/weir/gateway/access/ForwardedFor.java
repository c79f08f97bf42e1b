package dev.weir.gateway.access;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works out for whom proxies speak: each appends to {@code X-Forwarded-For} the address that it was connected to by.
 *
 * <p>Only what a trusted proxy has appended is believed. What stands before it may have been written by the client.
 */
final class ForwardedFor {
    private ForwardedFor() {}

    /**
     * The first address, from the right, that is not a trusted proxy's; the last that was believed where an element is none.
     *
     * @param peer who is connected
     * @param lines the values of the header, in the request's order
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
