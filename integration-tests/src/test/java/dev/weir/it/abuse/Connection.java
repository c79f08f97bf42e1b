package dev.weir.it.abuse;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One connection of an {@link EventLoop}: what a client does with it, on the loop's thread. */
abstract class Connection {
    private static final int GATHERED = 16;

    /** How a connection ended that this side did not close. */
    enum End {
        /** It was never made. */
        REFUSED,
        /** The server closed it in order (FIN). */
        CLOSED,
        /** The server broke it off (RST). */
        RESET
    }

    private final Queue<ByteBuffer> unsent = new ArrayDeque<>();
    private @Nullable EventLoop loop;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private boolean connected;
    private boolean ended;

    /** Sets options of the socket, before it is connected. */
    void prepare(SocketChannel socket) throws IOException {}

    /** Whether it wants to have what the server sends. */
    boolean isReading() {
        return true;
    }

    /** It can be written to. */
    void connected() {}

    /** Bytes came; they are gone after the call. */
    void received(ByteBuffer bytes) throws IOException {}

    /** Everything that was written has left for the server. */
    void sent() {}

    /** The server will send nothing more. Whoever goes on all the same must not be {@link #isReading} any more. */
    void inputEnded() {
        fail(End.CLOSED);
    }

    /** It is over, and this side did not end it. */
    abstract void ended(End how);

    /** Called after each round of the loop, for what depends on the time. */
    void turn(long nowNanos) {}

    final boolean isConnected() {
        return connected;
    }

    final boolean hasEnded() {
        return ended;
    }

    /** Whether everything that was written has left for the server. */
    final boolean isSent() {
        return unsent.isEmpty();
    }

    /** Queues bytes; {@link #send} sends them. */
    final void write(byte[] bytes) {
        unsent.add(ByteBuffer.wrap(bytes));
    }

    /** Sends what the socket takes; the rest goes by itself as it takes more. */
    final void send() {
        try {
            flush();
        } catch (IOException gone) {
            fail(End.RESET);
        }
    }

    /** Ends the connection in order. */
    final void close() {
        if (!ended) {
            ended = true;
            release();
        }
    }

    /** Ends the connection at once (RST), so that no port of this side waits out its time. */
    final void abort() {
        try {
            socket().setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException alreadyBroken) {
            // Then there is nothing to break off.
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
        // Twice at most: a server that sends without end must not keep the loop from the others.
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

    /** Asks {@link #isReading} anew. */
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
                // As good as closed.
            }
        }
    }
}
