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
 * Different ports on loopback that nobody listens on, and that stay free until their process is there, and while it is dead.
 *
 * <p>Outgoing connections are what takes such a port most often; a client that keeps knocking at a dead server's port could even be given
 * that very port as its own, and be connected to itself. So a port is chosen from those that the system does not give to outgoing
 * connections, where there are such. On Linux this process also holds the port until it ends, by a socket that does not listen: the system
 * gives it to no outgoing connection then, and to nobody else who chooses ports in this way. A server can still listen on it.
 */
public final class FreePorts {
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 65_535;
    private static final int ATTEMPTS = 2_000;

    private static final boolean CAN_HOLD = System.getProperty("os.name", "").equals("Linux");

    /** Kept, because a socket that nobody refers to is closed. */
    private static final Queue<SocketChannel> HELD = new ConcurrentLinkedQueue<>();

    private final Random random = new Random();
    private final Set<Integer> taken = new LinkedHashSet<>();
    private final OutgoingPorts outgoing;

    public FreePorts() {
        this(Set.of(), OutgoingPorts.ofThisMachine());
    }

    /** @param others that are for somebody else */
    FreePorts(Collection<Integer> others, OutgoingPorts outgoing) {
        taken.addAll(others);
        this.outgoing = outgoing;
    }

    /** @throws StackException when there is none */
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

    @SuppressWarnings("MustBeClosed") // It is held until this process ends.
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
                // From now on a server may have the address, too: servers set the same option.
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
