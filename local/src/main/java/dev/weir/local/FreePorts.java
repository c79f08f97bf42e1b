package dev.weir.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Different ports on loopback that nobody listens on, and that stay free until their process is there, and while it is dead.
 *
 * <p>They lie below those that the system gives to outgoing connections: one of these could have the port by then, and a client
 * that keeps knocking at a dead server's port would sooner or later be given that very port as its own, and be connected to itself.
 */
public final class FreePorts {
    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_000;
    private static final int ATTEMPTS = 10_000;

    private final Random random = new Random();
    private final Set<Integer> taken = new LinkedHashSet<>();

    public FreePorts() {
        this(Set.of());
    }

    /** @param others that are for somebody else */
    FreePorts(Set<Integer> others) {
        taken.addAll(others);
    }

    /** @throws StackException when there is none */
    public int next() {
        int bound = lowestOutgoing();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = LOWEST + random.nextInt(bound - LOWEST);
            if (!taken.contains(port) && isFree(port)) {
                taken.add(port);
                return port;
            }
        }
        throw new StackException("No free port between " + LOWEST + " and " + bound + " on loopback.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }

    private static int lowestOutgoing() {
        try {
            List<String> range = List.of(Files.readString(OUTGOING).strip().split("\\s+", -1));
            return Math.max(LOWEST + 1_000, Integer.parseInt(range.get(0)));
        } catch (IOException | NumberFormatException unknown) {
            return 32_768;
        }
    }
}
