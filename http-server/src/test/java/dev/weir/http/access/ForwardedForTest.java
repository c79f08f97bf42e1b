// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedForTest {
    private static final AddressBlocks PROXIES = AddressBlocks.parse("10.0.0.0/8,fd00::/8");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 198.51.100.7           | 192.0.2.1    | a stranger is not believed",
                "10.0.0.1  | 198.51.100.7           | 198.51.100.7 | a proxy is",
                "fd00::1   | 2001:db8::7            | 2001:db8::7  | also by IPv6",
                "10.0.0.1  | 1.1.1.1, 198.51.100.7  | 198.51.100.7 | what the client wrote is not",
                "10.0.0.1  | 198.51.100.7, 10.0.0.2 | 198.51.100.7 | two proxies in a row are",
                "10.0.0.1  | 10.0.0.3, 10.0.0.2     | 10.0.0.3     | proxies all the way",
                "10.0.0.1  | 1.1.1.1, unknown       | 10.0.0.1     | no address ends the walk",
                "10.0.0.1  | 1.1.1.1, , 10.0.0.2    | 10.0.0.2     | nor does nothing",
                "10.0.0.1  | ''                     | 10.0.0.1     | an empty header",
                "10.0.0.1  | ,                      | 10.0.0.1     | only a comma",
                "10.0.0.1  | 1.1.1.1:80             | 10.0.0.1     | a port is no part of an address",
                "10.0.0.1  | ::ffff:198.51.100.7    | 198.51.100.7 | mapped addresses",
            })
    void returnsTheLastUntrustedAddress(String peer, String header, String client, String why) {
        assertThat(ForwardedFor.clientOf(address(peer), List.of(header), PROXIES))
                .as(why)
                .isEqualTo(address(client));
    }

    @Property
    void returnsTheFirstUntrustedAddressFromTheRight(
            @ForAll("addresses") List<String> chain, @ForAll("addresses") List<String> more) {
        List<String> all = new ArrayList<>(chain);
        all.addAll(more);
        InetAddress expected = address("10.0.0.1");
        for (int i = all.size() - 1; i >= 0 && PROXIES.contains(expected); i--) {
            expected = address(all.get(i));
        }
        List<String> lines = new ArrayList<>();
        for (List<String> line : List.of(chain, more)) {
            if (!line.isEmpty()) {
                lines.add(String.join(",", line));
            }
        }

        assertThat(ForwardedFor.clientOf(address("10.0.0.1"), lines, PROXIES)).isEqualTo(expected);
    }

    @Property
    void ignoresAddressesThatTheClientWrote(@ForAll String written) {
        InetAddress client = ForwardedFor.clientOf(address("10.0.0.1"), List.of(written + ",198.51.100.7"), PROXIES);

        assertThat(client).isEqualTo(address("198.51.100.7"));
    }

    @Property
    void ignoresTheHeaderWithoutTrustedProxies(@ForAll List<String> lines) {
        assertThat(ForwardedFor.clientOf(address("192.0.2.1"), lines, AddressBlocks.NONE))
                .isEqualTo(address("192.0.2.1"));
    }

    @Provide
    Arbitrary<List<String>> addresses() {
        return Arbitraries.of("10.0.0.1", "10.9.9.9", "fd00::2", "198.51.100.7", "2001:db8::1")
                .list()
                .ofMaxSize(4);
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(IpLiteral.parse(text), text);
    }
}
