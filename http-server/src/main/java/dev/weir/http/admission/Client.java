// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The unit of rate limiting: all requests of a client count together. */
public sealed interface Client {
    /** An authenticated client. */
    record Named(String name) implements Client {}

    /**
     * An unauthenticated client: an IPv4 address, or the 64-bit prefix of an IPv6 address, which a site gets as a
     * whole.
     */
    record Network(InetAddress address) implements Client {}

    /** The client for an address alone. */
    static Client at(InetAddress address) {
        return new Network(address instanceof Inet6Address ? withoutInterface(address) : address);
    }

    private static InetAddress withoutInterface(InetAddress address) {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("An address of 16 bytes was refused.", impossible);
        }
    }
}
