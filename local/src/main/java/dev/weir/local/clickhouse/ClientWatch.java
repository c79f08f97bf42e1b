// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import io.micrometer.core.instrument.util.NamedThreadFactory;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Detects clients that disconnect while their statement runs. Undertow does not read from the connection during that
 * time, so a thread polls it.
 */
final class ClientWatch implements AutoCloseable {
    private static final int EVERY_MILLIS = 500;

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new NamedThreadFactory("client-watch"));

    /** The watch of one statement. It must be closed before the response is sent. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private final class Watched implements Watch {
        private final HttpServerConnection connection;
        private final Runnable onLeave;
        private final Future<?> looks;
        private boolean isOver;

        private Watched(HttpServerConnection connection, Runnable onLeave) {
            this.connection = connection;
            this.onLeave = onLeave;
            this.looks = thread.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }

        private synchronized void look() {
            if (isOver || connection.getExtraBytes() != null) {
                return;
            }
            if (hasEnded()) {
                isOver = true;
                onLeave.run();
            }
        }

        private boolean hasEnded() {
            PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
            ByteBuffer buffer = pooled.getBuffer();
            try {
                int read = connection.getOriginalSourceConduit().read(buffer);
                if (read > 0) {
                    // These bytes belong to the next request.
                    buffer.flip();
                    connection.ungetRequestBytes(pooled);
                } else {
                    pooled.close();
                }
                return read < 0;
            } catch (IOException reset) {
                pooled.close();
                return true;
            }
        }

        @Override
        public synchronized void close() {
            isOver = true;
            looks.cancel(false);
        }
    }

    /**
     * @param exchange its request body must have been read to the end
     * @param onLeave runs on the watching thread, at most once
     */
    Watch watch(HttpServerExchange exchange, Runnable onLeave) {
        return exchange.getConnection() instanceof HttpServerConnection connection
                ? new Watched(connection, onLeave)
                : () -> {};
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
