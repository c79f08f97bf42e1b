// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import io.smallrye.common.net.CidrAddress;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A block of addresses in CIDR notation, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. */
record AddressBlock(CidrAddress cidr) {
    private static final int MAPPED_PREFIX_BITS = 96;

    /**
     * Parses a block. An address without a prefix is a block of one address. Bits beyond the prefix are ignored.
     *
     * @throws IllegalArgumentException with the rule for a block, for use in a sentence
     */
    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        @Nullable InetAddress address = IpLiteral.parse(literal);
        String prefix = text.substring(literal.length());
        if (address == null || !prefix.matches("(/[0-9]{1,3})?")) {
            throw notABlock(text);
        }
        int mostBits = address.getAddress().length * Byte.SIZE;
        boolean isMapped = literal.indexOf(':') >= 0 && mostBits == Integer.SIZE;
        int prefixBits = prefix.isEmpty()
                ? mostBits
                : Integer.parseInt(prefix.substring(1)) - (isMapped ? MAPPED_PREFIX_BITS : 0);
        if (prefixBits < 0 || prefixBits > mostBits) {
            throw notABlock(text);
        }
        return new AddressBlock(CidrAddress.create(address, prefixBits));
    }

    boolean contains(InetAddress address) {
        return cidr.matches(address);
    }

    private static IllegalArgumentException notABlock(String text) {
        return new IllegalArgumentException(
                "must be addresses such as 192.0.2.7 or 2001:db8::7, or blocks such as 10.0.0.0/8 or 2001:db8::/32,"
                        + " separated by commas; '" + text + "' is none");
    }
}
