// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import com.google.common.base.CharMatcher;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Parses IP addresses. Host names are refused and never looked up. */
final class IpLiteral {
    /** Guava also accepts the digits of other scripts, and after a percent sign the name of a network interface. */
    private static final CharMatcher CHARACTERS = CharMatcher.anyOf("0123456789ABCDEFabcdef:.");

    private IpLiteral() {}

    /**
     * Returns null unless the text is an address such as {@code 192.0.2.1} or {@code 2001:db8::1}. An IPv4-mapped IPv6
     * address becomes its IPv4 address.
     */
    static @Nullable InetAddress parse(String text) {
        return CHARACTERS.matchesAllOf(text) && InetAddresses.isInetAddress(text)
                ? InetAddresses.forString(text)
                : null;
    }
}
