// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Sends documented error responses for heads that are not HTTP, or are too large. Undertow's HTTP/1.1 listener refuses
 * these before a handler sees the request.
 *
 * <p>Undertow writes a bare 400 in this case, and has no hook to change it. So this class watches the bytes that each
 * connection reads and writes, and replaces the bare response.
 */
final class ListenerRefusals implements DelegateOpenListener {
    private static final int LONGEST_BARE_BYTES = 512;
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private static final long LONGEST_MILLIS = 1_000;
    private static final int MOST_LEFT_BYTES = 1 << 20;

    private final RefusedHeads heads;
    private final DelegateOpenListener listener;
    private final Consumer<StreamConnection> preparation;

    /** @param preparation called first with each connection */
    ListenerRefusals(RefusedHeads heads, DelegateOpenListener listener, Consumer<StreamConnection> preparation) {
        this.heads = heads;
        this.listener = listener;
        this.preparation = preparation;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        watch(connection, null);
        listener.handleEvent(connection);
    }

    @Override
    public void handleEvent(StreamConnection connection, @Nullable PooledByteBuffer read) {
        watch(connection, read == null ? null : read.getBuffer());
        listener.handleEvent(connection, read);
    }

    /** @param read the bytes that have been read from the connection, or null */
    private void watch(StreamConnection connection, @Nullable ByteBuffer read) {
        preparation.accept(connection);
        LastRead lastRead = new LastRead(connection.getSourceChannel().getConduit());
        lastRead.buffer = read == null ? LastRead.NOTHING : read;
        connection.getSourceChannel().setConduit(lastRead);
        connection
                .getSinkChannel()
                .setConduit(new Written(connection, connection.getSinkChannel().getConduit(), lastRead));
    }

    @Override
    public HttpHandler getRootHandler() {
        return listener.getRootHandler();
    }

    @Override
    public void setRootHandler(HttpHandler handler) {
        listener.setRootHandler(handler);
    }

    @Override
    public OptionMap getUndertowOptions() {
        return listener.getUndertowOptions();
    }

    @Override
    public void setUndertowOptions(OptionMap options) {
        listener.setUndertowOptions(options);
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return listener.getBufferPool();
    }

    @Override
    public ConnectorStatistics getConnectorStatistics() {
        return listener.getConnectorStatistics();
    }

    @Override
    public void closeConnections() {
        listener.closeConnections();
    }

    /**
     * Replaces Undertow's bare 400 by an error response, which no handler can write, and closes the connection.
     *
     * <p>The rest of the request is read briefly, because a client that is cut off while it sends may never see the
     * response. Used on the connection's IO thread only.
     */
    private final class Written extends AbstractStreamSinkConduit<StreamSinkConduit> {
        private final StreamConnection connection;
        private final LastRead lastRead;
        private boolean isRefused;
        private int left;

        Written(StreamConnection connection, StreamSinkConduit next, LastRead lastRead) {
            super(next);
            this.connection = connection;
            this.lastRead = lastRead;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (isRefused) {
                return 0;
            }
            if (isBareRefusal(source)) {
                if (!refuse(statusLine(source))) {
                    // Pretends that the bytes were written: Undertow then closes the connection.
                    int written = source.remaining();
                    source.position(source.limit());
                    return written;
                }
                // Undertow waits until it may write. Before that, this conduit closes the connection.
                isRefused = true;
                return 0;
            }
            lastRead.bytes = 0;
            return super.write(source);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            lastRead.bytes = 0;
            return super.write(sources, offset, length);
        }

        @Override
        public void resumeWrites() {
            if (!isRefused) {
                super.resumeWrites();
            }
        }

        /**
         * Writes the response. Returns whether this conduit closes the connection, after it has read the rest of the request.
         */
        private boolean refuse(String bare) throws IOException {
            ByteBuffer answer = heads.answer(lastRead.buffer, lastRead.bytes, bare);
            while (answer.hasRemaining() && next.write(answer) > 0) {
                // The response is small, and nothing else was written recently, so it fits into the send buffer.
            }
            next.terminateWrites();
            if (answer.hasRemaining() || !next.flush()) {
                return false;
            }
            try {
                var unused = connection
                        .getIoThread()
                        .executeAfter(() -> IoUtils.safeClose(connection), LONGEST_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopping) {
                return false;
            }
            connection.getSourceChannel().setReadListener(this::readLeft);
            connection.getSourceChannel().wakeupReads();
            return true;
        }

        /** Whether this is a head without a body and without a request id. All responses of the gateway have the id. */
        private static boolean isBareRefusal(ByteBuffer source) {
            int at = source.position();
            if (source.remaining() <= STATUS_AT
                    || source.remaining() > LONGEST_BARE_BYTES
                    || source.get(at) != 'H'
                    || source.get(at + STATUS_AT) != '4') {
                return false;
            }
            String text = text(source);
            return text.startsWith("HTTP/1.1 400 ")
                    && text.endsWith("\r\n\r\n")
                    && text.contains("\r\nContent-Length: 0\r\n")
                    && !text.contains("\r\nX-Request-ID:");
        }

        private static String statusLine(ByteBuffer source) {
            String text = text(source);
            return text.substring(0, text.indexOf('\r'));
        }

        private static String text(ByteBuffer source) {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        private void readLeft(ConduitStreamSourceChannel source) {
            ByteBuffer scratch = ByteBuffer.allocate(16 * 1024);
            try {
                int read = source.read(scratch);
                while (read > 0) {
                    left += read;
                    read = left > MOST_LEFT_BYTES ? -1 : source.read(scratch.clear());
                }
                if (read == 0) {
                    return;
                }
            } catch (IOException gone) {
                // The connection is closed below.
            }
            IoUtils.safeClose(connection);
        }
    }

    /** Remembers the buffer of the last read, in which the refused bytes are. */
    private static final class LastRead extends AbstractStreamSourceConduit<StreamSourceConduit> {
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        private ByteBuffer buffer = NOTHING;
        private long bytes;

        LastRead(StreamSourceConduit next) {
            super(next);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int read = super.read(target);
            if (read > 0) {
                buffer = target;
                bytes += read;
            }
            return read;
        }
    }
}
