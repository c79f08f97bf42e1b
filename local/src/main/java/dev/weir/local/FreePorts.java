// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Chooses distinct free ports on loopback. A port stays free until its process listens, and also while that process is
 * dead.
 *
 * <p>A free port is most often lost to an outgoing connection. A client that keeps connecting to the port of a dead
 * server can even get that port as its own, and connect to itself. Therefore this class prefers ports that the system
 * does not assign to outgoing connections. On Linux, this process also holds each port until it ends, with a bound
 * socket that does not listen. The system then gives the port neither to outgoing connections nor to others who choose
 * ports with this class. A server can still listen on it.
 */
public final class FreePorts {
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 65_535;
    private static final int ATTEMPTS = 2_000;

    private static final boolean CAN_HOLD = System.getProperty("os.name", "").equals("Linux");

    /** Keeps the sockets reachable, because the garbage collector closes unreachable ones. */
    private static final Queue<SocketChannel> HELD = new ConcurrentLinkedQueue<>();

    private final Random random = new Random();
    private final Set<Integer> taken = new LinkedHashSet<>();
    private final OutgoingPorts outgoing;

    public FreePorts() {
        this(Set.of(), OutgoingPorts.ofThisMachine());
    }

    /** @param others ports that must not be chosen */
    FreePorts(Collection<Integer> others, OutgoingPorts outgoing) {
        taken.addAll(others);
        this.outgoing = outgoing;
    }

    /** @throws StackException if no port is free */
    public int next() {
        for (List<Integer> candidates : List.of(ports(port -> !outgoing.contains(port)), ports(outgoing::contains))) {
            for (int attempt = 0; attempt < ATTEMPTS && !candidates.isEmpty(); attempt++) {
                int port = candidates.get(random.nextInt(candidates.size()));
                if (!taken.contains(port) && take(port)) {
                    taken.add(port);
                    return port;
                }
            }
        }
        throw new StackException("No free port between " + LOWEST + " and " + HIGHEST + " on loopback.");
    }

    private static List<Integer> ports(IntPredicate which) {
        return IntStream.rangeClosed(LOWEST, HIGHEST).filter(which).boxed().toList();
    }

    @SuppressWarnings("MustBeClosed") // The socket stays open until this process ends.
    private static boolean take(int port) {
        try {
            SocketChannel socket = SocketChannel.open(StandardProtocolFamily.INET);
            try {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                if (!CAN_HOLD) {
                    socket.close();
                    return true;
                }
                // From now on, a server can bind the same address, because servers set this option too.
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                HELD.add(socket);
                return true;
            } catch (IOException inUse) {
                socket.close();
                return false;
            }
        } catch (IOException noSocket) {
            return false;
        }
    }
}
