// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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

    private final int mostInTotal;
    private final int mostPerAddress;
    private final Predicate<InetAddress> uncapped;
    private final ChannelListener<? super StreamConnection> next;

    /** The accepted connections of each IO thread that wait for their batch. */
    private final ThreadLocal<Queue<StreamConnection>> waiting = ThreadLocal.withInitial(ArrayDeque::new);

    private final AtomicInteger threadsBehind = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> openByPeer = new ConcurrentHashMap<>();
    private final Counter refusedInTotal;
    private final Counter refusedByAddress;

    /**
     * @param listener its name in the metrics
     * @param next receives each admitted connection, on its IO thread
     */
    Connections(
            String listener,
            ConnectionLimits limits,
            MeterRegistry registry,
            ChannelListener<? super StreamConnection> next) {
        this.mostInTotal = limits.total();
        this.mostPerAddress = limits.perAddress();
        this.uncapped = limits.uncapped();
        this.next = next;
        Gauge.builder("weir.http.connections", open, AtomicInteger::get)
                .description("Open connections")
                .tag("listener", listener)
                .register(registry);
        refusedInTotal = refused(listener, "total", registry);
        refusedByAddress = refused(listener, "per_address", registry);
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
        Counter refused = count(peer);
        if (refused != null) {
            refused.increment();
            IoUtils.safeClose(connection);
            return;
        }
        connection.setCloseListener(closed -> release(peer));
        next.handleEvent(connection);
    }

    /** Waits until no connection is open; returns false after the timeout. */
    synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (open.get() > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Counts the connection, or returns the counter of refused connections to increment. */
    private @Nullable Counter count(InetAddress peer) {
        if (open.incrementAndGet() > mostInTotal) {
            open.decrementAndGet();
            return refusedInTotal;
        }
        if (openByPeer.merge(network(peer), 1, Integer::sum) > mostPerAddress && !uncapped.test(peer)) {
            release(peer);
            return refusedByAddress;
        }
        return null;
    }

    private void release(InetAddress peer) {
        if (open.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
        openByPeer.computeIfPresent(network(peer), (network, count) -> count == 1 ? null : count - 1);
    }

    private static Counter refused(String listener, String reason, MeterRegistry registry) {
        return Counter.builder("weir.http.connections.refused")
                .description("Connections closed at once because of a connection limit")
                .tag("listener", listener)
                .tag("reason", reason)
                .register(registry);
    }

    /** The first 64 bits of an IPv6 address, because a host can choose the other 64 bits freely. */
    private static Object network(InetAddress peer) {
        return peer instanceof Inet6Address ? ByteBuffer.wrap(peer.getAddress()).getLong() : peer;
    }
}
