// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioExecutor;
import org.xnio.ssl.SslConnection;

/** Starts TLS on a new connection, with a timeout for the handshake. */
final class TlsOpenListener implements ChannelListener<StreamConnection> {
    private static final OptionMap SERVER = OptionMap.builder()
            .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
            .set(Options.USE_DIRECT_BUFFERS, true)
            .getMap();

    private final Xnio xnio;
    private final Supplier<SSLContext> context;
    private final Duration handshakeTimeout;
    private final ChannelListener<? super StreamConnection> next;

    /** @param context called for each connection, so that the context may change */
    TlsOpenListener(
            Xnio xnio,
            Supplier<SSLContext> context,
            Duration handshakeTimeout,
            ChannelListener<? super StreamConnection> next) {
        this.xnio = xnio;
        this.context = context;
        this.handshakeTimeout = handshakeTimeout;
        this.next = next;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        SslConnection encrypted =
                new UndertowXnioSsl(xnio, SERVER, context.get()).wrapExistingConnection(connection, SERVER, false);
        // The timeouts of the HTTP listeners start only after the handshake.
        XnioExecutor.Key deadline = connection
                .getIoThread()
                .executeAfter(() -> IoUtils.safeClose(encrypted), handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        encrypted.getHandshakeSetter().set(established -> deadline.remove());
        connection.setCloseListener(closed -> deadline.remove());
        next.handleEvent(encrypted);
    }
}
