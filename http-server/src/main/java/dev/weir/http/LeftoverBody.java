// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Discards the rest of a request body after the request has been refused or answered early.
 *
 * <p>The rest is read and discarded, because a client that is cut off while it sends may never see the response. It is
 * read only briefly and slowly: this delays no other connection, and slows down clients that keep sending refused
 * bodies. Small bodies are not worth the effort. Over HTTP/2 the other requests of the connection would have to wait,
 * so it does not apply there.
 */
final class LeftoverBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final AttachmentKey<LeftoverBody> KEY = AttachmentKey.create(LeftoverBody.class);

    private static final long LONGEST_SECONDS = 5;

    /** At this pace, the largest allowed body is read in 3 s, well before the connection is closed. */
    private static final int TURN_BYTES = 128 * 1024;

    private static final long PAUSE_MILLIS = 75;

    private final HttpServerExchange exchange;
    private volatile boolean isWanted;
    private volatile boolean isResumed;
    private volatile boolean isPausing;
    private int turnBytes = TURN_BYTES;

    private LeftoverBody(StreamSourceConduit body, HttpServerExchange exchange) {
        super(body);
        this.exchange = exchange;
    }

    /** Wraps the bodies of a handler's requests. Each body counts as left over until {@link #want} is called. */
    static HttpHandler of(HttpHandler next) {
        return exchange -> {
            if (!exchange.isRequestComplete()) {
                exchange.addResponseCommitListener(LeftoverBody::limit);
                long length = exchange.getRequestContentLength();
                boolean isLarge = length < 0 || length > TURN_BYTES;
                if (isLarge && !exchange.getProtocol().equals(Protocols.HTTP_2_0)) {
                    exchange.addRequestWrapper((body, same) -> {
                        LeftoverBody leftover = new LeftoverBody(body.create(), same);
                        same.putAttachment(KEY, leftover);
                        return leftover;
                    });
                }
            }
            next.handleRequest(exchange);
        };
    }

    /** The body is now read at full speed. */
    static void want(HttpServerExchange exchange) {
        set(exchange, true);
    }

    /** Reverses {@link #want}: the body is complete, or has been refused. */
    static void leave(HttpServerExchange exchange) {
        set(exchange, false);
    }

    /** For a response that is sent before the end of the body: closes the connection unless the client finishes soon. */
    private static void limit(HttpServerExchange exchange) {
        if (exchange.isRequestComplete()) {
            return;
        }
        XnioExecutor.Key cutOff = exchange.getIoThread()
                .executeAfter(
                        () -> {
                            if (!exchange.isComplete()) {
                                Disconnection.of(exchange);
                            }
                        },
                        LONGEST_SECONDS,
                        TimeUnit.SECONDS);
        exchange.addExchangeCompleteListener((done, next) -> {
            cutOff.remove();
            next.proceed();
        });
    }

    private static void set(HttpServerExchange exchange, boolean isWanted) {
        @Nullable LeftoverBody body = exchange.getAttachment(KEY);
        if (body != null) {
            body.isWanted = isWanted;
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (isWanted) {
            return super.read(target);
        }
        if (isPausing) {
            return 0;
        }
        int limit = target.limit();
        target.limit(target.position() + Math.min(target.remaining(), turnBytes));
        try {
            return taken(super.read(target));
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        if (isWanted) {
            return super.read(targets, offset, length);
        }
        for (int i = offset; i < offset + length; i++) {
            if (targets[i].hasRemaining()) {
                return read(targets[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        if (isWanted) {
            return super.transferTo(position, count, target);
        }
        return isPausing ? 0 : taken((int) super.transferTo(position, Math.min(count, turnBytes), target));
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        if (isWanted) {
            return super.transferTo(count, through, target);
        }
        return isPausing ? 0 : taken((int) super.transferTo(Math.min(count, turnBytes), through, target));
    }

    @Override
    public void resumeReads() {
        isResumed = true;
        if (!isPausing) {
            super.resumeReads();
        }
    }

    @Override
    public void wakeupReads() {
        isResumed = true;
        if (!isPausing) {
            super.wakeupReads();
        }
    }

    @Override
    public void suspendReads() {
        isResumed = false;
        super.suspendReads();
    }

    @Override
    public boolean isReadResumed() {
        return isResumed;
    }

    private int taken(int bytes) {
        turnBytes -= Math.max(0, bytes);
        if (turnBytes == 0) {
            isPausing = true;
            super.suspendReads();
            var unused = exchange.getIoThread().executeAfter(this::goOn, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return bytes;
    }

    private void goOn() {
        turnBytes = TURN_BYTES;
        isPausing = false;
        if (isResumed && !exchange.isComplete()) {
            super.wakeupReads();
        }
    }
}
