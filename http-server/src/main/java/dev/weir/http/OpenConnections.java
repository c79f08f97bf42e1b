// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Counts the open connections of a listener, and applies their limits. Thread-safe; only {@link #awaitNone} waits. */
public final class OpenConnections {
    private final int mostInTotal;
    private final int mostPerAddress;
    private final Predicate<InetAddress> uncapped;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> openByPeer = new ConcurrentHashMap<>();
    private final Counter refusedInTotal;
    private final Counter refusedByAddress;

    /** @param listener its name in the metrics */
    public OpenConnections(String listener, ConnectionLimits limits, MeterRegistry registry) {
        this.mostInTotal = limits.total();
        this.mostPerAddress = limits.perAddress();
        this.uncapped = limits.uncapped();
        Gauge.builder("weir.http.connections", open, AtomicInteger::get)
                .description("Open connections")
                .tag("listener", listener)
                .register(registry);
        refusedInTotal = refused(listener, "total", registry);
        refusedByAddress = refused(listener, "per_address", registry);
    }

    /** Counts a new connection. Returns false, without counting it, if a limit is reached. */
    public boolean tryOpen(InetAddress peer) {
        if (open.incrementAndGet() > mostInTotal) {
            open.decrementAndGet();
            refusedInTotal.increment();
            return false;
        }
        if (openByPeer.merge(network(peer), 1, Integer::sum) > mostPerAddress && !uncapped.test(peer)) {
            close(peer);
            refusedByAddress.increment();
            return false;
        }
        return true;
    }

    /** Reverses {@link #tryOpen}. */
    public void close(InetAddress peer) {
        if (open.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
        openByPeer.computeIfPresent(network(peer), (network, count) -> count == 1 ? null : count - 1);
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
