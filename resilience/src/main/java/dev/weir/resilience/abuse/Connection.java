// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A client's connection of an {@link EventLoop}. All its methods run on the loop's thread. */
abstract class Connection {
    private static final int GATHERED = 16;

    /** How a connection ended, if this side did not close it. */
    enum End {
        /** The connection was never established. */
        REFUSED,
        /** The server closed it with a FIN. */
        CLOSED,
        /** The server reset it (RST). */
        RESET
    }

    private final Queue<ByteBuffer> unsent = new ArrayDeque<>();
    private @Nullable EventLoop loop;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private boolean connected;
    private boolean ended;

    /** Sets socket options before the connection is established. */
    void prepare(SocketChannel socket) throws IOException {}

    /** Whether the connection wants to read. */
    boolean isReading() {
        return true;
    }

    /** The connection is established and can be written to. */
    void connected() {}

    /** Bytes were received. The buffer is reused after the call. */
    void received(ByteBuffer bytes) throws IOException {}

    /** All written bytes have been passed to the kernel. */
    void sent() {}

    /**
     * The server sends nothing more. A subclass that keeps the connection open must return false from
     * {@link #isReading}.
     */
    void inputEnded() {
        fail(End.CLOSED);
    }

    /** The connection has ended, and this side did not end it. */
    abstract void ended(End how);

    /** Called after each round of the loop, for time-dependent work. */
    void turn(long nowNanos) {}

    final boolean isConnected() {
        return connected;
    }

    final boolean hasEnded() {
        return ended;
    }

    /** Whether all written bytes have been passed to the kernel. */
    final boolean isSent() {
        return unsent.isEmpty();
    }

    /** Queues bytes, which {@link #send} sends. */
    final void write(byte[] bytes) {
        unsent.add(ByteBuffer.wrap(bytes));
    }

    /** Sends what the socket takes. The loop sends the rest when the socket takes more. */
    final void send() {
        try {
            flush();
        } catch (IOException gone) {
            fail(End.RESET);
        }
    }

    /** Closes the connection with a FIN. */
    final void close() {
        if (!ended) {
            ended = true;
            release();
        }
    }

    /** Resets the connection (RST), so that no local port stays in TIME_WAIT. */
    final void abort() {
        try {
            socket().setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException alreadyBroken) {
            // The connection is broken already.
        }
        close();
    }

    final void attach(EventLoop of, SocketChannel socket, SelectionKey registered) {
        loop = of;
        channel = socket;
        key = registered;
    }

    final void finishConnect() throws IOException {
        if (connected || !socket().finishConnect()) {
            return;
        }
        connected = true;
        updateInterest();
        connected();
    }

    final void read(ByteBuffer into) throws IOException {
        // Twice at most: a server that sends without end must not starve the other connections.
        for (int round = 0; round < 2 && !ended; round++) {
            into.clear();
            int count = socket().read(into);
            if (count < 0) {
                inputEnded();
                return;
            }
            if (count == 0) {
                return;
            }
            into.flip();
            received(into);
        }
    }

    final void flush() throws IOException {
        if (ended || !connected) {
            return;
        }
        boolean hadSomething = !unsent.isEmpty();
        while (!unsent.isEmpty()) {
            ByteBuffer[] gathered = unsent.stream().limit(GATHERED).toArray(ByteBuffer[]::new);
            if (socket().write(gathered) == 0) {
                break;
            }
            while (!unsent.isEmpty() && !unsent.element().hasRemaining()) {
                unsent.remove();
            }
        }
        updateInterest();
        if (hadSomething && unsent.isEmpty()) {
            sent();
        }
    }

    final void fail(End how) {
        if (!ended) {
            ended = true;
            ended(how);
            release();
        }
    }

    private SocketChannel socket() {
        return Objects.requireNonNull(channel, "not opened");
    }

    /** Applies a changed {@link #isReading}. */
    final void updateInterest() {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            int wanted = (isReading() ? SelectionKey.OP_READ : 0) | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE);
            if (registered.interestOps() != wanted) {
                registered.interestOps(wanted);
            }
        }
    }

    private void release() {
        unsent.clear();
        if (loop != null) {
            loop.forget(this);
        }
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException alreadyBroken) {
                // The channel is closed anyway.
            }
        }
    }
}
