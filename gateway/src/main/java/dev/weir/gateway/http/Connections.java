package dev.weir.gateway.http;

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
 * The open connections of a listener: lets a new one in, or closes it at once where there are as many as there may be.
 *
 * <p>This comes before TLS and before the first byte of a request, which a connection that means harm may never send.
 */
final class Connections implements ChannelListener<StreamConnection> {
    private final ConnectionLimits limits;
    private final ChannelListener<? super StreamConnection> next;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> openByPeer = new ConcurrentHashMap<>();
    private final Counter refusedInTotal;
    private final Counter refusedByAddress;

    /**
     * @param listener its name among the metrics
     * @param next takes the connections that are let in
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
            // It has gone already.
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

    /** Waits until none is open; false where that took too long. */
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

    /** Counts the connection, or says among which refused ones it belongs. */
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
                .description("Connections that were closed at once, because there were too many")
                .tag("listener", listener)
                .tag("reason", reason)
                .register(registry);
    }

    private boolean isCounted(InetAddress peer) {
        return !limits.uncapped().test(peer);
    }

    /** Of an IPv6 address the first half: a host has the whole second half to choose from. */
    private static Object network(InetAddress peer) {
        return peer instanceof Inet6Address ? ByteBuffer.wrap(peer.getAddress()).getLong() : peer;
    }
}
