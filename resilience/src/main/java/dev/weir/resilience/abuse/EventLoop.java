// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One thread that serves any number of non-blocking connections to one server.
 *
 * <p>Only this thread may use the connections and the {@link Work}. Other threads may only call {@link #close}.
 */
final class EventLoop implements AutoCloseable {
    private static final int READ_BYTES = 64 << 10;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Work of the loop besides serving its connections. */
    interface Work {
        /** Called after each round. Returns the nanoseconds until the next call at the latest. */
        long turn(EventLoop loop, long nowNanos);
    }

    private final Selector selector;
    private final InetSocketAddress server;
    private final InetSocketAddress source;
    private final Work work;
    private final Thread thread;
    private final Set<Connection> open = new HashSet<>();
    private final ByteBuffer received = ByteBuffer.allocateDirect(READ_BYTES);

    private volatile boolean closing;

    /**
     * @param port the server's port on loopback
     * @param host the source address of the connections: 127.0.0. and this number
     */
    @SuppressWarnings("ThreadPriorityCheck") // Linux applies priorities if the JVM runs with -XX:ThreadPriorityPolicy.
    EventLoop(String name, int port, int host, Work work) {
        this.server = loopback(1, port);
        this.source = loopback(host, 0);
        this.work = work;
        try {
            selector = Selector.open();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        // Real abuse comes from other machines. Here it should not take processor time from the gateway.
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    EventLoop start() {
        thread.start();
        return this;
    }

    /** Opens a connection. The connection is notified of the outcome. */
    void open(Connection connection) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connection.prepare(channel);
            channel.bind(source);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, connection);
            connection.attach(this, channel, key);
            open.add(connection);
            if (channel.connect(server)) {
                connection.finishConnect();
            }
        } catch (IOException refused) {
            connection.fail(Connection.End.REFUSED);
        }
    }

    Collection<Connection> connections() {
        return List.copyOf(open);
    }

    int size() {
        return open.size();
    }

    void forget(Connection connection) {
        open.remove(connection);
    }

    /** Ends the thread and all connections. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (selector) {
            long waitNanos = 0;
            while (!closing) {
                if (waitNanos < TimeUnit.MILLISECONDS.toNanos(1)) {
                    selector.selectNow(this::serve);
                } else {
                    selector.select(this::serve, TimeUnit.NANOSECONDS.toMillis(waitNanos));
                }
                long now = System.nanoTime();
                waitNanos = Math.min(LONGEST_WAIT_NANOS, work.turn(this, now));
            }
            connections().forEach(Connection::close);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static InetSocketAddress loopback(int host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private void serve(SelectionKey key) {
        Connection connection = (Connection) Objects.requireNonNull(key.attachment());
        try {
            if (key.isValid() && key.isConnectable()) {
                connection.finishConnect();
            }
            if (key.isValid() && key.isReadable()) {
                connection.read(received);
            }
            if (key.isValid() && key.isWritable()) {
                connection.flush();
            }
        } catch (IOException gone) {
            connection.fail(connection.isConnected() ? Connection.End.RESET : Connection.End.REFUSED);
        }
    }
}
