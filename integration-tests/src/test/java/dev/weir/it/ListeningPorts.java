// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads from {@code /proc} on which ports a process listens. Linux only. */
final class ListeningPorts {
    private static final String LISTEN = "0A";

    /** IPv4, IPv6, and IPv4-mapped IPv6, each in the machine's byte order. */
    private static final Set<String> LOOPBACK =
            Set.of("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F");

    record Listener(int port, boolean onLoopback) {}

    private ListeningPorts() {}

    static List<Listener> of(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files.toList()) {
                String target = target(file);
                if (target.startsWith("socket:[")) {
                    sockets.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        List<Listener> listeners = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
                List<String> columns = List.of(line.strip().split("\\s+", -1));
                if (columns.get(3).equals(LISTEN) && sockets.contains(columns.get(9))) {
                    List<String> address = List.of(columns.get(1).split(":", -1));
                    listeners.add(
                            new Listener(Integer.parseInt(address.get(1), 16), LOOPBACK.contains(address.get(0))));
                }
            }
        }
        return listeners;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
