// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.AcceptingChannel;

/**
 * Accepts the connections of a listener, and counts the open ones.
 *
 * <p>Each IO thread accepts connections in batches. Between two batches the thread serves its open connections, however
 * many clients connect. While a thread has more connections than one batch, further ones wait in the system's queue.
 *
 * <p>A new connection is closed at once if a limit is reached. The check comes before TLS and before the first byte of
 * a request, which a malicious client may never send.
 */
final class Connections implements ChannelListener<AcceptingChannel<StreamConnection>> {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private static final int TURN_CONNECTIONS = 16;
    private static final long PAUSE_MILLIS = 1;

    private final OpenConnections open;
    private final ChannelListener<? super StreamConnection> next;

    /** The accepted connections of each IO thread that wait for their batch. */
    private final ThreadLocal<Queue<StreamConnection>> waiting = ThreadLocal.withInitial(ArrayDeque::new);

    private final AtomicInteger threadsBehind = new AtomicInteger();
    /**
     * @param listener its name in the metrics
     * @param next receives each admitted connection, on its IO thread
     */
    Connections(
            String listener,
            ConnectionLimits limits,
            MeterRegistry registry,
            ChannelListener<? super StreamConnection> next) {
        this.open = new OpenConnections(listener, limits, registry);
        this.next = next;
    }

    @Override
    public void handleEvent(AcceptingChannel<StreamConnection> socket) {
        Queue<StreamConnection> connected = waiting.get();
        boolean isBehind = !connected.isEmpty();
        take(socket, connected);
        if (!isBehind && !admitSome(connected)) {
            threadsBehind.incrementAndGet();
            socket.suspendAccepts();
            goOnLater(socket, connected);
        }
    }

    /** The socket may be closed concurrently, which is not a failure. */
    private static void take(AcceptingChannel<StreamConnection> socket, Queue<StreamConnection> connected) {
        try {
            for (StreamConnection one = socket.accept(); one != null; one = socket.accept()) {
                connected.add(one);
            }
        } catch (ClosedChannelException stopped) {
            log.atDebug().log("A socket was closed while a client connected");
        } catch (IOException failed) {
            log.atWarn().setCause(failed).log("A connection could not be accepted");
        }
    }

    /** Returns false if connections are left. */
    private boolean admitSome(Queue<StreamConnection> connected) {
        for (int turn = 0; turn < TURN_CONNECTIONS; turn++) {
            StreamConnection one = connected.poll();
            if (one == null) {
                return true;
            }
            admit(one);
        }
        return connected.isEmpty();
    }

    /** A failure closes this connection only, and does not affect the others. */
    private void admit(StreamConnection one) {
        try {
            check(one);
        } catch (RuntimeException | Error unforeseen) {
            IoUtils.safeClose(one);
            log.atError().setCause(unforeseen).log("A connection failed before its first request");
        }
    }

    private void goOnLater(AcceptingChannel<StreamConnection> socket, Queue<StreamConnection> connected) {
        var unused = XnioIoThread.requireCurrentThread()
                .executeAfter(
                        () -> {
                            if (!admitSome(connected)) {
                                goOnLater(socket, connected);
                            } else if (threadsBehind.decrementAndGet() == 0 && socket.isOpen()) {
                                socket.resumeAccepts();
                            }
                        },
                        PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** Passes a connection on, or closes it if a limit is reached. */
    private void check(StreamConnection connection) {
        InetSocketAddress address = connection.getPeerAddress(InetSocketAddress.class);
        InetAddress peer = address == null ? null : address.getAddress();
        if (peer == null) {
            // The client has disconnected already.
            IoUtils.safeClose(connection);
            return;
        }
        if (!open.tryOpen(peer)) {
            IoUtils.safeClose(connection);
            return;
        }
        connection.setCloseListener(closed -> open.close(peer));
        next.handleEvent(connection);
    }

    /** Waits until no connection is open; returns false after the timeout. */
    boolean awaitNone(Duration atMost) throws InterruptedException {
        return open.awaitNone(atMost);
    }
}
