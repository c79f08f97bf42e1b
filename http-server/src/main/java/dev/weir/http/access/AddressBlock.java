// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A block of addresses in CIDR notation, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. */
final class AddressBlock {
    private static final int MAPPED_PREFIX_BITS = 96;

    private final byte[] network;
    private final int prefixBits;

    private AddressBlock(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Parses a block. An address without a prefix is a block of one address. Bits beyond the prefix are ignored.
     *
     * @throws IllegalArgumentException with half a sentence that says what a block looks like
     */
    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        @Nullable InetAddress address = IpLiteral.parse(literal);
        if (address == null) {
            throw notABlock(text);
        }
        byte[] network = address.getAddress();
        int mostBits = network.length * Byte.SIZE;
        if (slash < 0) {
            return new AddressBlock(network, mostBits);
        }
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("[0-9]{1,3}")) {
            throw notABlock(text);
        }
        boolean isMapped = literal.indexOf(':') >= 0 && network.length == 4;
        int prefixBits = Integer.parseInt(prefix) - (isMapped ? MAPPED_PREFIX_BITS : 0);
        if (prefixBits < 0 || prefixBits > mostBits) {
            throw notABlock(text);
        }
        return new AddressBlock(network, prefixBits);
    }

    boolean contains(InetAddress address) {
        byte[] candidate = address.getAddress();
        if (candidate.length != network.length) {
            return false;
        }
        int wholeBytes = prefixBits / Byte.SIZE;
        for (int i = 0; i < wholeBytes; i++) {
            if (candidate[i] != network[i]) {
                return false;
            }
        }
        int restBits = prefixBits % Byte.SIZE;
        return restBits == 0 || (candidate[wholeBytes] ^ network[wholeBytes]) >> (Byte.SIZE - restBits) == 0;
    }

    private static IllegalArgumentException notABlock(String text) {
        return new IllegalArgumentException(
                "must be addresses such as 192.0.2.7 or 2001:db8::7, or blocks such as 10.0.0.0/8 or 2001:db8::/32,"
                        + " separated by commas; '" + text + "' is none");
    }
}
