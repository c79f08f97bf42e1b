// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The range of ports that the system assigns to outgoing connections, including both ends. Java has no call for it. */
record OutgoingPorts(int lowest, int highest) {
    private static final Path SETTING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final OutgoingPorts USUAL = new OutgoingPorts(32_768, 65_535);

    static OutgoingPorts ofThisMachine() {
        try {
            return parse(Files.readString(SETTING));
        } catch (IOException | NumberFormatException unknown) {
            return USUAL;
        }
    }

    static OutgoingPorts parse(String setting) {
        List<String> ends = List.of(setting.strip().split("\\s+", -1));
        return ends.size() == 2
                ? new OutgoingPorts(Integer.parseInt(ends.get(0)), Integer.parseInt(ends.get(1)))
                : USUAL;
    }

    boolean contains(int port) {
        return port >= lowest && port <= highest;
    }
}
