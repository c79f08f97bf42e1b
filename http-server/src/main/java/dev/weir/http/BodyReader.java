// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import dev.weir.http.admission.BodyAdmission;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Reads whole bodies. The IO thread reads the bytes without blocking. A worker decompresses the body and passes it on.
 *
 * <p>The receiver of the outcome responds to the request. The bodies in memory are limited individually and in total,
 * both as sent and as decompressed, because a client may send slowly. The time for a body is limited, too.
 */
public final class BodyReader {
    /** The maximum that compression may add to an incompressible body. */
    private static final int COMPRESSION_OVERHEAD_BYTES = 64 * 1024;

    private final int maxBodyBytes;
    private final BodyAdmission admission;
    private final BodyPace pace;
    private final BodyWorkers workers;

    /**
     * @param maxBodyBytes of one body, after decompression
     * @param admission for all bodies that are being read, wait for a worker or are being processed
     * @param deadline for a body, from its first bytes to its last
     */
    public BodyReader(int maxBodyBytes, BodyAdmission admission, Duration deadline, BodyWorkers workers) {
        this.maxBodyBytes = maxBodyBytes;
        this.admission = admission;
        this.pace = new BodyPace(deadline);
        this.workers = workers;
    }

    /** Returns at once. The outcome follows exactly once, unless the client disconnects first. */
    public void read(HttpServerExchange exchange, ContentEncoding encoding, Consumer<BodyOutcome> whenRead) {
        int limit = encoding == ContentEncoding.IDENTITY ? maxBodyBytes : maxBodyBytes + COMPRESSION_OVERHEAD_BYTES;
        if (exchange.getRequestContentLength() > limit) {
            whenRead.accept(new BodyOutcome.TooLarge(maxBodyBytes));
            return;
        }
        BodyBuffer buffer = new BodyBuffer(limit, (int) exchange.getRequestContentLength(), admission);
        Consumer<BodyOutcome> forRequest = RequestContext.of(exchange).wrapConsumer(whenRead);
        exchange.addExchangeCompleteListener((done, next) -> {
            buffer.release();
            next.proceed();
        });
        BodyRead read = new BodyRead(exchange, buffer, pace, outcome -> {
            if (outcome instanceof BodyOutcome.Complete complete) {
                handOn(complete, encoding, buffer, forRequest, exchange);
            } else {
                buffer.release();
                forRequest.accept(
                        outcome instanceof BodyOutcome.TooLarge ? new BodyOutcome.TooLarge(maxBodyBytes) : outcome);
            }
        });
        exchange.dispatch(SameThreadExecutor.INSTANCE, read);
    }

    private void handOn(
            BodyOutcome.Complete complete,
            ContentEncoding encoding,
            BodyBuffer buffer,
            Consumer<BodyOutcome> whenRead,
            HttpServerExchange exchange) {
        try {
            workers.of(complete.body(), encoding).execute(() -> {
                try {
                    if (encoding == ContentEncoding.IDENTITY) {
                        whenRead.accept(complete);
                    } else {
                        decompress(complete.body(), encoding, whenRead);
                    }
                } catch (RuntimeException | Error unforeseen) {
                    ErrorAnswers.failed(exchange, unforeseen);
                } finally {
                    buffer.release();
                }
            });
        } catch (RejectedExecutionException busy) {
            buffer.release();
            whenRead.accept(new BodyOutcome.NoRoom());
        }
    }

    private void decompress(Body compressed, ContentEncoding encoding, Consumer<BodyOutcome> whenRead) {
        BodyBuffer unfolded = Decompression.bufferFor(compressed, maxBodyBytes, admission);
        try {
            whenRead.accept(Decompression.decompress(compressed, encoding, unfolded, maxBodyBytes));
        } finally {
            unfolded.release();
        }
    }
}
