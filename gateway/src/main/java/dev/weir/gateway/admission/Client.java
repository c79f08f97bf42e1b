package dev.weir.gateway.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Whose requests are counted together. */
public sealed interface Client {
    /** A client who has shown who it is. */
    record Named(String name) implements Client {}

    /** Whoever sends from a network: an IPv4 address, or the 64 bits of an IPv6 address that a site is given as a whole. */
    record Network(InetAddress address) implements Client {}

    /** The client of whom only the address is known. */
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
