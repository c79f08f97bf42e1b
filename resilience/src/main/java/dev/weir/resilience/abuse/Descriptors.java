// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Counts the open file descriptors of a process, without the connections of the good client. Linux only.
 *
 * <p>The good client opens a connection for each due request while earlier requests are unanswered. Its connections
 * would measure the machine's speed.
 */
final class Descriptors {
    private static final String GOOD_CLIENT = String.format(Locale.ROOT, "%02X00007F", GoodClient.HOST);

    /** IPv4, and IPv4-mapped IPv6, each in the machine's byte order. */
    private static final Set<String> GOOD_CLIENTS = Set.of(GOOD_CLIENT, "0000000000000000FFFF0000" + GOOD_CLIENT);

    // Columns of /proc/PID/net/tcp: proc_pid_net(5).
    private static final int REMOTE_ADDRESS = 2;
    private static final int INODE = 9;

    private Descriptors() {}

    static int of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        List<String> open = new ArrayList<>();
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            for (Path file : files.toList()) {
                open.add(target(file));
            }
        }
        List<String> connections = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            connections.addAll(Files.readAllLines(process.resolve("net").resolve(table)));
        }
        return count(open, connections);
    }

    /**
     * @param open the target of each descriptor, such as {@code socket:[637917]}
     * @param connections lines of the kernel's connection tables
     */
    static int count(List<String> open, List<String> connections) {
        Set<String> ofGoodClient = new HashSet<>();
        for (String line : connections) {
            List<String> columns = List.of(line.strip().split("\\s+", -1));
            if (GOOD_CLIENTS.contains(columns.get(REMOTE_ADDRESS).split(":", 2)[0])) {
                ofGoodClient.add("socket:[" + columns.get(INODE) + "]");
            }
        }
        return (int)
                open.stream().filter(target -> !ofGoodClient.contains(target)).count();
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
