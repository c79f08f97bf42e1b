// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads one body from the socket: takes the available bytes, and continues when more have arrived. Runs on the IO
 * thread only, whose timer checks the pace of a body that does not arrive at once.
 */
final class BodyRead implements Runnable, ChannelListener<StreamSourceChannel> {
    /**
     * The status for logs and metrics when the client has disconnected, as in nginx. Otherwise they would count the
     * request as successful. No response is sent.
     */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    /**
     * The bytes to read in one turn. Then the thread serves its other connections, even if more bytes are available.
     */
    private static final int TURN_BYTES = 128 * 1024;

    private final HttpServerExchange exchange;
    private final BodyBuffer buffer;
    private final BodyPace pace;
    private final Consumer<BodyOutcome> whenRead;
    private boolean hasMore;
    private boolean isFinished;
    private long waitingSinceNanos;
    private XnioExecutor.@Nullable Key paceCheck;

    BodyRead(HttpServerExchange exchange, BodyBuffer buffer, BodyPace pace, Consumer<BodyOutcome> whenRead) {
        this.exchange = exchange;
        this.buffer = buffer;
        this.pace = pace;
        this.whenRead = whenRead;
    }

    @Override
    public void run() {
        StreamSourceChannel channel = exchange.getRequestChannel();
        LeftoverBody.want(exchange);
        handleEvent(channel);
    }

    @Override
    public void handleEvent(StreamSourceChannel channel) {
        guard(channel, () -> readOn(channel));
    }

    /** Fails the request if a step fails. No other code would do so, and the socket and the request would hang. */
    private void guard(StreamSourceChannel channel, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error unforeseen) {
            isFinished = true;
            stopChecking();
            channel.suspendReads();
            LeftoverBody.leave(exchange);
            ErrorAnswers.failed(exchange, unforeseen);
        }
    }

    private void readOn(StreamSourceChannel channel) {
        if (isFinished) {
            return;
        }
        BodyOutcome outcome;
        try {
            outcome = readAvailable(channel);
        } catch (IOException clientLeft) {
            isFinished = true;
            stopChecking();
            exchange.setPersistent(false);
            exchange.setStatusCode(CLIENT_CLOSED_REQUEST);
            exchange.endExchange();
            return;
        }
        if (outcome == null && !hasMore && !buffer.waitForMore()) {
            outcome = new BodyOutcome.NoRoom();
        }
        if (outcome == null) {
            goOnLater(channel);
        } else {
            finish(channel, outcome);
        }
    }

    private void goOnLater(StreamSourceChannel channel) {
        if (hasMore) {
            channel.suspendReads();
            exchange.getIoThread().execute(() -> handleEvent(channel));
        } else {
            startChecking(channel);
            channel.getReadSetter().set(this);
            channel.resumeReads();
        }
    }

    private void startChecking(StreamSourceChannel channel) {
        if (paceCheck == null) {
            waitingSinceNanos = System.nanoTime();
            checkLater(channel);
        }
    }

    private void checkLater(StreamSourceChannel channel) {
        paceCheck = exchange.getIoThread()
                .executeAfter(
                        () -> guard(channel, () -> check(channel)), pace.checkAfterMillis(), TimeUnit.MILLISECONDS);
    }

    private void check(StreamSourceChannel channel) {
        if (isFinished || exchange.isComplete()) {
            return;
        }
        String problem = pace.problem(System.nanoTime() - waitingSinceNanos, buffer.length(), buffer.isCrowded());
        if (problem == null) {
            checkLater(channel);
        } else {
            finish(channel, new BodyOutcome.TooSlow(problem));
        }
    }

    private void stopChecking() {
        if (paceCheck != null) {
            paceCheck.remove();
        }
    }

    private void finish(StreamSourceChannel channel, BodyOutcome outcome) {
        isFinished = true;
        stopChecking();
        channel.suspendReads();
        LeftoverBody.leave(exchange);
        whenRead.accept(outcome);
    }

    /** Returns null if the body is not complete: more bytes must arrive, or are available already. */
    private @Nullable BodyOutcome readAvailable(StreamSourceChannel channel) throws IOException {
        try (PooledByteBuffer pooled =
                exchange.getConnection().getByteBufferPool().allocate()) {
            ByteBuffer chunk = pooled.getBuffer();
            hasMore = false;
            for (int turn = 0; turn < TURN_BYTES; turn += chunk.limit()) {
                chunk.clear();
                int read = channel.read(chunk);
                if (read == 0) {
                    return null;
                }
                if (read < 0) {
                    return buffer.complete();
                }
                chunk.flip();
                if (!buffer.hasRoomFor(read)) {
                    return new BodyOutcome.TooLarge(buffer.limitBytes());
                }
                if (!buffer.append(chunk)) {
                    return new BodyOutcome.NoRoom();
                }
            }
            hasMore = true;
            return null;
        }
    }
}
