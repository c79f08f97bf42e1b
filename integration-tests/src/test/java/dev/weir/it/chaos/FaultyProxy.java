package dev.weir.it.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes TCP connections on to a server, and does to them what its {@link Interference} says.
 *
 * <p>Two threads a connection. Whatever goes wrong on one side ends both.
 */
final class FaultyProxy implements AutoCloseable {
    private final InetSocketAddress server;
    private final InetSocketAddress address;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong interferences = new AtomicLong();

    private volatile Interference interference = Interference.NONE;
    private volatile ServerSocket listener;
    private volatile boolean closed;

    FaultyProxy(int port, int serverPort) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        listener = listen();
    }

    int port() {
        return address.getPort();
    }

    /** How often it did more than to pass bytes on. */
    long interferences() {
        return interferences.get();
    }

    /** From now on, on open connections too. */
    void interfere(Interference now) {
        interference = now;
    }

    Interference interference() {
        return interference;
    }

    void interfered() {
        interferences.incrementAndGet();
    }

    /** Listens no more, and ends what is open: the system itself refuses connections then. */
    void refuse() throws IOException {
        listener.close();
        connections.forEach(ProxiedConnection::cut);
        interfered();
    }

    void acceptAgain() throws IOException {
        if (listener.isClosed() && !closed) {
            listener = listen();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        connections.forEach(ProxiedConnection::cut);
    }

    private ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(address, 128);
        Thread accepting = new Thread(() -> acceptOn(socket), "proxy-" + address.getPort());
        accepting.setDaemon(true);
        accepting.start();
        return socket;
    }

    private void acceptOn(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                ProxiedConnection connection = new ProxiedConnection(this, client, connections::remove);
                connections.add(connection);
                connection.start(server);
            } catch (IOException closedOrExhausted) {
                // The loop's condition tells.
            }
        }
    }
}
