// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.http.Disconnection;
import dev.weir.http.OpenEndedResponse;
import dev.weir.http.admission.Client;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;

/**
 * The response to one {@code GET /metrics/stream}. All methods run on the IO thread of its connection, and never block.
 *
 * <p>It keeps no queue. When the client has read what was sent, it gets the latest payload of each feed that has a newer
 * one. So a slow client misses payloads in between, and never makes the gateway store them.
 *
 * <p>Undertow's own {@code ServerSentEventConnection} is not used, because it encodes each event again for each
 * connection, keeps an unbounded queue, and does not end while a client does not read.
 */
final class EventStream {
    private static final HttpString BUFFERING = new HttpString("X-Accel-Buffering");
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(UTF_8);

    /** Less than the time after which the listener closes a connection without bytes. */
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();

    /** A feed in the stream, with the number of the payload that was sent last. */
    private static final class Slot {
        final Feed feed;
        final byte[] name;
        final int query;
        long sent;

        Slot(Feed feed, byte[] name, int query) {
            this.feed = feed;
            this.name = name;
            this.query = query;
        }
    }

    private final HttpServerExchange exchange;
    private final Client client;
    private final StreamLimits limits;
    private final StreamMetrics metrics;
    private final @Nullable Instant expiry;
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable StreamSinkChannel channel;
    private ByteBuffer[] writing = {ByteBuffer.wrap("retry: 1000\n\n".getBytes(UTF_8))};
    private boolean isWriting = true;
    private long sinceNanos = System.nanoTime();
    private long heartbeatNanos = sinceNanos;
    private boolean isEnding;

    /** @param expiry when the stream ends; null for no end */
    EventStream(
            HttpServerExchange exchange,
            Client client,
            StreamLimits limits,
            StreamMetrics metrics,
            @Nullable Instant expiry) {
        this.exchange = exchange;
        this.client = client;
        this.limits = limits;
        this.metrics = metrics;
        this.expiry = expiry;
    }

    /** Adds a feed before the stream begins. */
    void listenTo(Feed feed, String eventName, int query) {
        slots.add(new Slot(feed, ("event: " + eventName + "\n").getBytes(UTF_8), query));
    }

    List<Feed> feeds() {
        return slots.stream().map(slot -> slot.feed).toList();
    }

    Client client() {
        return client;
    }

    XnioIoThread thread() {
        return exchange.getIoThread();
    }

    void begin() {
        OpenEndedResponse.begin(exchange);
        HeaderMap headers = exchange.getResponseHeaders();
        headers.put(Headers.CONTENT_TYPE, "text/event-stream");
        headers.put(Headers.CACHE_CONTROL, "no-store");
        // Asks proxies like nginx to pass each event on at once.
        headers.put(BUFFERING, "no");
        @Nullable StreamSinkChannel sink = exchange.getResponseChannel();
        if (sink == null) {
            // The client has disconnected already.
            return;
        }
        channel = sink;
        sink.getWriteSetter().set(ready -> pump());
        pump();
    }

    /** Sends what is new, if the client has read the rest. */
    void pump() {
        StreamSinkChannel sink = channel;
        if (sink == null) {
            return;
        }
        try {
            while (true) {
                if (isWriting && !write(sink)) {
                    sink.resumeWrites();
                    return;
                }
                isWriting = false;
                if (isEnding) {
                    end();
                    return;
                }
                writing = news();
                if (writing.length == 0) {
                    sink.suspendWrites();
                    return;
                }
                isWriting = true;
                sinceNanos = System.nanoTime();
                heartbeatNanos = sinceNanos;
            }
        } catch (IOException gone) {
            disconnect();
        }
    }

    /** Sends a heartbeat if it is due, and ends the stream if its client reads too slowly or its token has expired. */
    void check(Instant now) {
        if (channel == null) {
            return;
        }
        long nanos = System.nanoTime();
        if (isWriting && nanos - sinceNanos > limits.patience().toNanos()) {
            metrics.dropped();
            disconnect();
        } else if (expiry != null && !now.isBefore(expiry)) {
            finish();
        } else if (nanos - heartbeatNanos >= HEARTBEAT_NANOS) {
            heartbeatNanos = nanos;
            if (!isWriting) {
                writing = new ByteBuffer[] {ByteBuffer.wrap(HEARTBEAT)};
                isWriting = true;
                sinceNanos = nanos;
                pump();
            }
        }
    }

    /** Ends the stream after what is being written. */
    void finish() {
        isEnding = true;
        pump();
    }

    /** Ends the stream now, even within an event if the client does not read. */
    void stop() {
        finish();
        if (channel != null) {
            disconnect();
        }
    }

    private void disconnect() {
        channel = null;
        Disconnection.of(exchange);
    }

    private void end() {
        channel = null;
        exchange.endExchange();
    }

    /** Returns false if the client must read first. */
    private boolean write(StreamSinkChannel sink) throws IOException {
        while (writing[writing.length - 1].hasRemaining()) {
            if (sink.write(writing, 0, writing.length) == 0) {
                return false;
            }
        }
        return sink.flush();
    }

    private ByteBuffer[] news() {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (Slot slot : slots) {
            Payload payload = slot.feed.latest();
            if (payload != null && payload.number() != slot.sent) {
                slot.sent = payload.number();
                buffers.addAll(payload.event(slot.name, slot.query));
                metrics.sent();
            }
        }
        return buffers.toArray(ByteBuffer[]::new);
    }
}
