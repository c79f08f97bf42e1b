// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.OpenListener;
import io.undertow.server.protocol.http.AlpnOpenListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http2.Http2OpenListener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * Listens on a socket and serves one handler: over HTTP/1.1, and with TLS also over HTTP/2.
 *
 * <p>It assembles Undertow's parts as {@code Undertow.start} does, because Undertow's builder lacks three things: a
 * limit for connections, a timeout for the TLS handshake, and a shutdown in steps. The steps are {@link #stopAccepting}
 * and then {@link #close}, which closes every connection at once. Drain before closing.
 */
public final class HttpListener implements AutoCloseable {
    /**
     * Above the limit of every handler. The rest of a refused body is read up to this size, so that the client sees the
     * response.
     */
    private static final long MAX_DRAINED_BODY_BYTES = 64L * 1024 * 1024;

    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_HEADERS = 200;
    private static final int MAX_STREAMS = 100;
    private static final int MAX_RESETS = 200;
    private static final Duration RESETS_WINDOW = Duration.ofSeconds(30);
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BACKLOG = 1_024;

    /**
     * The kernel's send buffer of a connection, which limits the responses that are created for a client that does not
     * read.
     */
    private static final int SEND_BUFFER_BYTES = 256 * 1024;

    /** Short, because work that is still running has already had the time of the drain. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    /**
     * The settings of a listener.
     *
     * @param name in the metrics and of the threads
     * @param port 0 for any free port
     * @param tls supplies the TLS context for each new connection; empty for plain HTTP
     */
    public record Settings(
            String name,
            String host,
            int port,
            int ioThreads,
            Optional<? extends Supplier<SSLContext>> tls,
            ConnectionLimits limits) {}

    private final XnioWorker worker;
    private final Connections connections;
    private final OpenListener http;
    private final AcceptingChannel<StreamConnection> socket;

    private HttpListener(Settings settings, SocketTimeouts timeouts, MeterRegistry registry, HttpHandler handler)
            throws IOException {
        Xnio xnio = Xnio.getInstance(HttpListener.class.getClassLoader());
        worker = xnio.createWorker(OptionMap.builder()
                .set(Options.WORKER_NAME, settings.name())
                .set(Options.WORKER_IO_THREADS, settings.ioThreads())
                // For the computations of TLS handshakes; handlers have their own threads.
                .set(Options.WORKER_TASK_CORE_THREADS, settings.ioThreads())
                .set(Options.WORKER_TASK_MAX_THREADS, settings.ioThreads())
                .getMap());
        try {
            ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, 4);
            OptionMap options = options(timeouts);
            DelegateOpenListener http1 = new ListenerRefusals(
                    new RefusedHeads(settings.name(), MAX_HEAD_BYTES, MAX_HEADERS, registry),
                    new HttpOpenListener(buffers, options),
                    connection -> limitSilence(connection, timeouts.silence()));
            ChannelListener<? super StreamConnection> first;
            if (settings.tls().isPresent()) {
                AlpnOpenListener alpn = new AlpnOpenListener(buffers, options, http1);
                alpn.addProtocol(
                        Http2OpenListener.HTTP2, new Http2OpenListener(buffers, optionsOfHttp2(options, timeouts)), 1);
                http = alpn;
                first = new TlsOpenListener(xnio, settings.tls().get(), timeouts.handshake(), alpn);
            } else {
                http = http1;
                first = http1;
            }
            http.setRootHandler(LeftoverBody.of(handler));
            connections = new Connections(settings.name(), settings.limits(), registry, first);
            socket = worker.createStreamConnectionServer(
                    new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()),
                    connections,
                    OptionMap.builder()
                            .set(Options.TCP_NODELAY, true)
                            .set(Options.SEND_BUFFER, SEND_BUFFER_BYTES)
                            .set(Options.REUSE_ADDRESSES, true)
                            .set(Options.BACKLOG, BACKLOG)
                            .set(Options.WRITE_TIMEOUT, millis(timeouts.unread()))
                            .getMap());
            socket.resumeAccepts();
        } catch (IOException | RuntimeException | Error failed) {
            worker.shutdownNow();
            throw failed;
        }
    }

    /**
     * Starts plain HTTP for a single handler, without limits and metrics.
     *
     * @throws StartException if it cannot listen on the address
     */
    public static HttpListener start(String host, int port, int ioThreads, HttpHandler handler) {
        return start(
                new Settings("http", host, port, ioThreads, Optional.empty(), ConnectionLimits.NONE),
                new SimpleMeterRegistry(),
                handler);
    }

    /** @throws StartException if it cannot listen on the address */
    public static HttpListener start(Settings settings, MeterRegistry registry, HttpHandler handler) {
        return start(settings, SocketTimeouts.DEFAULT, registry, handler);
    }

    static HttpListener start(Settings settings, SocketTimeouts timeouts, MeterRegistry registry, HttpHandler handler) {
        try {
            return new HttpListener(settings, timeouts, registry, handler);
        } catch (IOException | UnresolvedAddressException failed) {
            String reason = failed instanceof BindException ? String.valueOf(failed.getMessage()) : failed.toString();
            throw new StartException(
                    "Cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason + ".", failed);
        }
    }

    /** The address of the socket. Has the real port if port 0 was configured. */
    public InetSocketAddress address() {
        return socket.getLocalAddress(InetSocketAddress.class);
    }

    /** Waits until no connection is open; returns false after the timeout. */
    public boolean awaitNoConnections(Duration atMost) throws InterruptedException {
        return connections.awaitNone(atMost);
    }

    /** Closes the listening socket; open connections stay open. */
    public void stopAccepting() {
        IoUtils.safeClose(socket);
    }

    @Override
    public void close() {
        stopAccepting();
        http.closeConnections();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void limitSilence(StreamConnection connection, Duration silence) {
        try {
            connection.setOption(Options.READ_TIMEOUT, millis(silence));
        } catch (IOException unusable) {
            IoUtils.safeClose(connection);
        }
    }

    /**
     * Over HTTP/2 the next request is always expected, so a timeout of reads would end open-ended responses. Bytes in
     * either direction count instead.
     */
    private static OptionMap optionsOfHttp2(OptionMap options, SocketTimeouts timeouts) {
        return OptionMap.builder()
                .addAll(options)
                .set(UndertowOptions.IDLE_TIMEOUT, millis(timeouts.silence()))
                .getMap();
    }

    private static OptionMap options(SocketTimeouts timeouts) {
        return OptionMap.builder()
                // Otherwise a response would wait for the response to the next pipelined request.
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .set(UndertowOptions.MAX_ENTITY_SIZE, MAX_DRAINED_BODY_BYTES)
                .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEAD_BYTES)
                .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                // MAX_HEAD_BYTES limits the query, and QueryParameters limits the number of parameters.
                .set(UndertowOptions.MAX_PARAMETERS, MAX_HEAD_BYTES)
                // Browsers do not escape some characters of a URL; RequestTarget decides which are refused.
                .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                // PercentEncoding is strict, and its errors become responses.
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(timeouts.idle()))
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(timeouts.head()))
                .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, false)
                .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, MAX_STREAMS)
                .set(UndertowOptions.MAX_CONCURRENT_REQUESTS_PER_CONNECTION, MAX_STREAMS)
                // Beyond this number, a client that opens streams only to reset them is disconnected.
                .set(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, MAX_RESETS)
                .set(UndertowOptions.RST_FRAMES_TIME_WINDOW, millis(RESETS_WINDOW))
                .getMap();
    }

    private static int millis(Duration duration) {
        return (int) duration.toMillis();
    }
}
