package dev.weir.gateway.http;

import dev.weir.gateway.admission.ByteBudget;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Reads whole bodies: from the socket on its IO thread, without blocking; decompressed, and handed on, on a worker.
 *
 * <p>Whoever gets an outcome answers the request. Bodies in memory are bounded one by one and all together, because a
 * client may take its time between the first byte and the last.
 */
public final class BodyReader {
    /** What gzip may add to a body that does not compress. */
    private static final int GZIP_OVERHEAD_BYTES = 64 * 1024;

    private final int maxBodyBytes;
    private final ByteBudget buffered;
    private final Executor workers;

    /**
     * @param maxBodyBytes of one body, after decompression
     * @param buffered for all bodies that are being read or wait for a worker
     * @param workers may reject
     */
    public BodyReader(int maxBodyBytes, ByteBudget buffered, Executor workers) {
        this.maxBodyBytes = maxBodyBytes;
        this.buffered = buffered;
        this.workers = workers;
    }

    /** Returns at once; the outcome comes later, exactly once, unless the client leaves before. */
    public void read(HttpServerExchange exchange, ContentEncoding encoding, Consumer<BodyOutcome> whenRead) {
        int limit = encoding == ContentEncoding.GZIP ? maxBodyBytes + GZIP_OVERHEAD_BYTES : maxBodyBytes;
        if (exchange.getRequestContentLength() > limit) {
            whenRead.accept(new BodyOutcome.TooLarge(maxBodyBytes));
            return;
        }
        BodyBuffer buffer = new BodyBuffer(limit, (int) exchange.getRequestContentLength(), buffered);
        Consumer<BodyOutcome> forRequest = RequestContext.of(exchange).wrapConsumer(whenRead);
        exchange.addExchangeCompleteListener((done, next) -> {
            buffer.release();
            next.proceed();
        });
        BodyRead read = new BodyRead(exchange, buffer, outcome -> {
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
            workers.execute(() -> {
                try {
                    whenRead.accept(
                            encoding == ContentEncoding.GZIP
                                    ? Gunzip.decompress(complete.body(), maxBodyBytes)
                                    : complete);
                } catch (RuntimeException unforeseen) {
                    ErrorAnswers.sendInternal(exchange, unforeseen);
                } finally {
                    buffer.release();
                }
            });
        } catch (RejectedExecutionException busy) {
            buffer.release();
            whenRead.accept(new BodyOutcome.NoRoom());
        }
    }
}
