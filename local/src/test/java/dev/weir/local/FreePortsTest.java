// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void avoidsTheEphemeralPortRange() {
        OutgoingPorts outgoing = new OutgoingPorts(10_200, 65_300);
        FreePorts free = new FreePorts(Set.of(), outgoing);
        List<Integer> ports =
                IntStream.range(0, 60).mapToObj(any -> free.next()).toList();
        assertThat(ports).doesNotHaveDuplicates().noneMatch(outgoing::contains);
        assertThat(ports).anyMatch(port -> port < 10_200).anyMatch(port -> port > 65_300);
    }

    @Test
    void usesTheEphemeralRangeIfNothingElseIsLeft() {
        assertThat(new FreePorts(Set.of(), new OutgoingPorts(1_024, 65_535)).next())
                .isBetween(10_000, 65_535);
    }

    @Test
    void neverReturnsAPortTwice() {
        // Twenty ports are outside this range.
        OutgoingPorts outgoing = new OutgoingPorts(10_020, 65_535);
        int one = new FreePorts(Set.of(), outgoing).next();
        int two = new FreePorts(Set.of(), outgoing).next();
        assertThat(two).isNotEqualTo(one);
        FreePorts third = new FreePorts(Set.of(), outgoing);
        assertThat(IntStream.range(0, 10).mapToObj(any -> third.next())).doesNotContain(one, two);
    }

    @Test
    void reservesAPortForAServer() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), new FreePorts().next());
        assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class);
        try (Socket client = new Socket()) {
            assertThatThrownBy(() -> client.bind(address)).isInstanceOf(BindException.class);
        }
        for (int start = 0; start < 2; start++) {
            try (ServerSocket server = new ServerSocket()) {
                server.bind(address);
                assertThatCode(() -> connect(address)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void readsTheSettingOfTheSystem() {
        assertThat(OutgoingPorts.parse("1024\t65535\n")).isEqualTo(new OutgoingPorts(1_024, 65_535));
        assertThat(OutgoingPorts.parse("")).isEqualTo(new OutgoingPorts(32_768, 65_535));
    }

    private static void connect(InetSocketAddress address) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(address);
        }
    }
}
