// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {
    @Property
    void containsAddressesWithItsPrefix(
            @ForAll("addresses") InetAddress network,
            @ForAll("addresses") InetAddress address,
            @ForAll @IntRange(max = 128) int prefix) {
        int bits = network.getAddress().length * 8;
        int prefixBits = prefix % (bits + 1);
        boolean expected = network.getAddress().length == address.getAddress().length
                && prefix(network, prefixBits).equals(prefix(address, prefixBits));

        assertThat(AddressBlock.parse(network.getHostAddress() + "/" + prefixBits)
                        .contains(address))
                .isEqualTo(expected);
    }

    @Property
    void excludesAddressesThatDifferInOneBitOfThePrefix(
            @ForAll("addresses") InetAddress network, @ForAll @IntRange(max = 127) int bit)
            throws UnknownHostException {
        byte[] bytes = network.getAddress();
        int flipped = bit % (bytes.length * 8);
        bytes[flipped / 8] ^= (byte) (0x80 >> flipped % 8);
        InetAddress neighbour = InetAddress.getByAddress(bytes);

        assertThat(AddressBlock.parse(network.getHostAddress() + "/" + flipped).contains(neighbour))
                .isTrue();
        assertThat(AddressBlock.parse(network.getHostAddress() + "/" + (flipped + 1))
                        .contains(neighbour))
                .isFalse();
    }

    @Property
    void addressAloneIsABlockOfOne(@ForAll("addresses") InetAddress one, @ForAll("addresses") InetAddress other) {
        AddressBlock block = AddressBlock.parse(one.getHostAddress());

        assertThat(block.contains(one)).isTrue();
        assertThat(block.contains(other)).isEqualTo(one.equals(other));
    }

    @Property
    void parsesOrRefusesAnyText(@ForAll String text) {
        InetAddress address = IpLiteral.parse(text);

        assertThat(address == null || text.matches("[0-9A-Fa-f:.]+")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:10.0.0.1, 10.0.0.1, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 10.0.0.1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false"
    })
    void handlesMappedAddressesAndFamilies(String block, String address, boolean contained) {
        assertThat(AddressBlock.parse(block).contains(literal(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.org",
                "10.0.0",
                "010.0.0.1",
                "10.0.0.256",
                "10.0.0.1/33",
                "10.0.0.1/-1",
                "10.0.0.1/",
                "10.0.0.1/8/8",
                "::1/129",
                "::ffff:10.0.0.0/95",
                "fe80::1%lo",
                "\u0661\u0660.0.0.1",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                ".1:2",
                "[::1]",
                "dead"
            })
    void refusesInvalidBlocks(String text) {
        assertThatThrownBy(() -> AddressBlock.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is none");
    }

    @Test
    void readsSeveralBlocks() {
        AddressBlocks blocks = AddressBlocks.parse("127.0.0.1, ::1,192.0.2.0/24");

        assertThat(blocks.contains(literal("192.0.2.200"))).isTrue();
        assertThat(blocks.contains(literal("::1"))).isTrue();
        assertThat(blocks.contains(literal("192.0.3.1"))).isFalse();
        assertThatThrownBy(() -> AddressBlocks.parse("127.0.0.1,")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Addresses from few byte values, so that blocks and addresses often match. */
    @Provide
    Arbitrary<InetAddress> addresses() {
        Arbitrary<Byte> bytes = Arbitraries.of((byte) 0, (byte) 1, (byte) 10, (byte) 127, (byte) -128, (byte) -1);
        return Arbitraries.of(4, 16)
                .flatMap(length -> bytes.array(byte[].class).ofSize(length))
                .map(AddressBlockTest::address);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static InetAddress literal(String text) {
        return Objects.requireNonNull(IpLiteral.parse(text), text);
    }

    private static BigInteger prefix(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        return new BigInteger(1, bytes).shiftRight(bytes.length * 8 - bits);
    }
}
