// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses IP addresses. Host names are refused and never looked up. */
final class IpLiteral {
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private IpLiteral() {}

    /**
     * Returns null unless the text is an address such as {@code 192.0.2.1} or {@code 2001:db8::1}. An IPv4-mapped IPv6
     * address becomes its IPv4 address.
     */
    static @Nullable InetAddress parse(String text) {
        try {
            if (IPV4.matcher(text).matches()) {
                return InetAddress.getByAddress(octets(text));
            }
            if (text.indexOf(':') >= 0 && IPV6.matcher(text).matches()) {
                // Java accepts only an IPv6 address in brackets, so no text can trigger a DNS lookup.
                return InetAddress.getByName("[" + text + "]");
            }
            return null;
        } catch (UnknownHostException | NumberFormatException notAnAddress) {
            return null;
        }
    }

    private static byte[] octets(String text) {
        byte[] octets = new byte[4];
        int index = 0;
        for (String octet : text.split("\\.", -1)) {
            int value = Integer.parseInt(octet);
            if (value > 255) {
                throw new NumberFormatException(octet);
            }
            octets[index++] = (byte) value;
        }
        return octets;
    }
}
