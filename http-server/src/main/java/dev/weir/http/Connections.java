// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * Counts the open connections of a listener, and closes a new one at once if a limit is reached.
 *
 * <p>The check comes before TLS and before the first byte of a request, which a malicious client may never send.
 */
final class Connections implements ChannelListener<StreamConnection> {
    private final ConnectionLimits limits;
    private final ChannelListener<? super StreamConnection> next;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> openByPeer = new ConcurrentHashMap<>();
    private final Counter refusedInTotal;
    private final Counter refusedByAddress;

    /**
     * @param listener its name in the metrics
     * @param next receives the admitted connections
     */
    Connections(
            String listener,
            ConnectionLimits limits,
            MeterRegistry registry,
            ChannelListener<? super StreamConnection> next) {
        this.limits = limits;
        this.next = next;
        Gauge.builder("weir.http.connections", open, AtomicInteger::get)
                .description("Open connections")
                .tag("listener", listener)
                .register(registry);
        refusedInTotal = refused(listener, "total", registry);
        refusedByAddress = refused(listener, "per_address", registry);
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        InetSocketAddress address = connection.getPeerAddress(InetSocketAddress.class);
        InetAddress peer = address == null ? null : address.getAddress();
        if (peer == null) {
            // The client has disconnected already.
            IoUtils.safeClose(connection);
            return;
        }
        Counter refused = admit(peer);
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
    private @Nullable Counter admit(InetAddress peer) {
        if (open.incrementAndGet() > limits.total()) {
            open.decrementAndGet();
            return refusedInTotal;
        }
        if (isCounted(peer) && openByPeer.merge(network(peer), 1, Integer::sum) > limits.perAddress()) {
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
        if (isCounted(peer)) {
            openByPeer.computeIfPresent(network(peer), (network, count) -> count == 1 ? null : count - 1);
        }
    }

    private static Counter refused(String listener, String reason, MeterRegistry registry) {
        return Counter.builder("weir.http.connections.refused")
                .description("Connections closed at once because of a connection limit")
                .tag("listener", listener)
                .tag("reason", reason)
                .register(registry);
    }

    private boolean isCounted(InetAddress peer) {
        return !limits.uncapped().test(peer);
    }

    /** The first 64 bits of an IPv6 address, because a host can choose the other 64 bits freely. */
    private static Object network(InetAddress peer) {
        return peer instanceof Inet6Address ? ByteBuffer.wrap(peer.getAddress()).getLong() : peer;
    }
}
