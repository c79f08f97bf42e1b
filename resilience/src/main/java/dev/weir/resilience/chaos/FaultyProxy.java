// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy that applies an {@link Interference} to the traffic.
 *
 * <p>Each connection has two threads. An error on one side closes both sides.
 */
final class FaultyProxy implements AutoCloseable {
    private final InetSocketAddress server;
    private final InetSocketAddress address;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong interferences = new AtomicLong();

    private volatile Interference interference = Interference.NONE;
    private volatile ServerSocket listener;
    private volatile Thread accepting;
    private volatile boolean closed;

    FaultyProxy(int port, int serverPort) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        listen();
    }

    int port() {
        return address.getPort();
    }

    /** How many times the proxy interfered. */
    long interferences() {
        return interferences.get();
    }

    /** Applies to open connections too, from now on. */
    void interfere(Interference now) {
        interference = now;
    }

    Interference interference() {
        return interference;
    }

    void interfered() {
        interferences.incrementAndGet();
    }

    /** Stops listening and closes open connections, so that the operating system refuses new connections. */
    void refuse() throws IOException {
        endListening();
        interfered();
    }

    void acceptAgain() throws IOException {
        if (listener.isClosed() && !closed) {
            listen();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        endListening();
    }

    private void listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(address, 128);
        Thread thread = new Thread(() -> acceptOn(socket), "proxy-" + address.getPort());
        thread.setDaemon(true);
        thread.start();
        listener = socket;
        accepting = thread;
    }

    /**
     * Stops listening, and returns when the operating system refuses connections. As long as a thread is within
     * {@code accept}, the system keeps a closed socket alive for it, and may still accept one connection on it.
     */
    private void endListening() throws IOException {
        listener.close();
        try {
            accepting.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("while the proxy ceased to listen");
        }
        connections.forEach(ProxiedConnection::cut);
    }

    private void acceptOn(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                ProxiedConnection connection = new ProxiedConnection(this, client, connections::remove);
                connections.add(connection);
                connection.start(server);
            } catch (IOException closedOrExhausted) {
                // The loop ends if the socket was closed.
            }
        }
    }
}
