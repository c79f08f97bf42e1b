// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import dev.weir.http.admission.BodyAdmission;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads whole bodies. The IO thread reads the bytes without blocking. A worker decompresses the body and passes it on.
 *
 * <p>The receiver of the outcome responds to the request. The bodies in memory are limited individually and in total,
 * both as sent and as decompressed, because a client may send slowly. The time for a body is limited, too.
 */
public final class BodyReader {
    /** The maximum that compression may add to an incompressible body. */
    private static final int COMPRESSION_OVERHEAD_BYTES = 64 * 1024;

    /** A thousand events of typical size. */
    private static final int MOST_QUICK_BYTES = 256 * 1024;

    /** Lower, because such a body may decompress to many times its size. */
    private static final int MOST_QUICK_COMPRESSED_BYTES = 16 * 1024;

    /**
     * The bytes to read in one turn. Then the thread serves its other connections, even if more bytes are available.
     */
    private static final int TURN_BYTES = 128 * 1024;

    /**
     * The status for logs and metrics when the client has disconnected, as in nginx. Otherwise they would count the
     * request as successful. No response is sent.
     */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final int maxBodyBytes;
    private final BodyAdmission admission;
    private final BodyPace pace;
    private final Executor quickWorkers;
    private final Executor patientWorkers;

    /**
     * @param maxBodyBytes of one body, after decompression
     * @param admission for all bodies that are being read, wait for a worker or are being processed
     * @param deadline for a body, from its first bytes to its last
     * @param quickWorkers for small bodies; may reject tasks
     * @param patientWorkers for bodies that are large or may decompress to much. They take long, so they have their own
     *     workers, and a small body never waits behind them; may reject tasks
     */
    public BodyReader(
            int maxBodyBytes,
            BodyAdmission admission,
            Duration deadline,
            Executor quickWorkers,
            Executor patientWorkers) {
        this.maxBodyBytes = maxBodyBytes;
        this.admission = admission;
        this.pace = new BodyPace(deadline);
        this.quickWorkers = quickWorkers;
        this.patientWorkers = patientWorkers;
    }

    /** Returns at once. The outcome follows exactly once, unless the client disconnects first. */
    public void read(HttpServerExchange exchange, ContentEncoding encoding, Consumer<BodyOutcome> whenRead) {
        int limit = encoding == ContentEncoding.IDENTITY ? maxBodyBytes : maxBodyBytes + COMPRESSION_OVERHEAD_BYTES;
        if (exchange.getRequestContentLength() > limit) {
            whenRead.accept(new BodyOutcome.TooLarge(maxBodyBytes));
            return;
        }
        BodyBuffer buffer = new BodyBuffer(limit, (int) exchange.getRequestContentLength(), admission);
        exchange.addExchangeCompleteListener((done, next) -> {
            buffer.release();
            next.proceed();
        });
        exchange.dispatch(
                SameThreadExecutor.INSTANCE,
                new Read(exchange, encoding, buffer, RequestContext.of(exchange).wrapConsumer(whenRead)));
    }

    /**
     * Reads one body from the socket: takes the available bytes, and continues when more have arrived. Runs on the IO
     * thread, whose timer checks the pace of a body that does not arrive at once. Only the last step, which passes the
     * body on, runs on a worker.
     */
    private final class Read implements Runnable, ChannelListener<StreamSourceChannel> {
        private final HttpServerExchange exchange;
        private final ContentEncoding encoding;
        private final BodyBuffer buffer;
        private final Consumer<BodyOutcome> whenRead;
        private boolean hasMore;
        private boolean isFinished;
        private long waitingSinceNanos;
        private XnioExecutor.@Nullable Key paceCheck;

        Read(HttpServerExchange exchange, ContentEncoding encoding, BodyBuffer buffer, Consumer<BodyOutcome> whenRead) {
            this.exchange = exchange;
            this.encoding = encoding;
            this.buffer = buffer;
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
                end(channel);
                RequestWork.fail(exchange, unforeseen);
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
                        return buffer.complete(buffer.length());
                    }
                    chunk.flip();
                    if (!buffer.hasRoomFor(read)) {
                        return new BodyOutcome.TooLarge(maxBodyBytes);
                    }
                    if (!buffer.append(chunk)) {
                        return new BodyOutcome.NoRoom();
                    }
                }
                hasMore = true;
                return null;
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

        private void end(StreamSourceChannel channel) {
            isFinished = true;
            stopChecking();
            channel.suspendReads();
            LeftoverBody.leave(exchange);
        }

        private void finish(StreamSourceChannel channel, BodyOutcome outcome) {
            end(channel);
            if (outcome instanceof Body body) {
                handOn(body);
            } else {
                buffer.release();
                whenRead.accept(outcome);
            }
        }

        private void handOn(Body body) {
            try {
                workersFor(body).execute(() -> {
                    try {
                        if (encoding == ContentEncoding.IDENTITY) {
                            whenRead.accept(body);
                        } else {
                            decompress(body);
                        }
                    } catch (RuntimeException | Error unforeseen) {
                        RequestWork.fail(exchange, unforeseen);
                    } finally {
                        buffer.release();
                    }
                });
            } catch (RejectedExecutionException busy) {
                buffer.release();
                whenRead.accept(new BodyOutcome.NoRoom());
            }
        }

        private Executor workersFor(Body body) {
            int mostQuick = encoding == ContentEncoding.IDENTITY ? MOST_QUICK_BYTES : MOST_QUICK_COMPRESSED_BYTES;
            return body.length() <= mostQuick ? quickWorkers : patientWorkers;
        }

        private void decompress(Body compressed) {
            BodyBuffer unfolded = Decompression.bufferFor(compressed, maxBodyBytes, admission);
            try {
                whenRead.accept(Decompression.decompress(compressed, encoding, unfolded, maxBodyBytes));
            } finally {
                unfolded.release();
            }
        }
    }
}
