package dev.weir.gateway.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xnio.Options;

/** A socket that serves one handler. Closing it ends every connection at once: drain first. */
public final class HttpListener implements AutoCloseable {
    /** Beyond every limit of a handler: until there a body that is refused is still read, so that its answer arrives. */
    private static final long MAX_DRAINED_BODY_BYTES = 64L * 1024 * 1024;

    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(60);
    private static final Duration SLOWEST_HEADERS = Duration.ofSeconds(10);
    private static final Duration SILENCE_WITHIN_A_BODY = Duration.ofSeconds(30);

    private final Undertow undertow;

    private HttpListener(Undertow undertow) {
        this.undertow = undertow;
    }

    /**
     * @param port 0 for any free one
     * @throws StartException where the address cannot be listened on
     */
    public static HttpListener start(String host, int port, int ioThreads, HttpHandler handler) {
        Undertow undertow = Undertow.builder()
                .addHttpListener(port, host)
                .setHandler(handler)
                .setIoThreads(ioThreads)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_DRAINED_BODY_BYTES)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) IDLE_CONNECTION.toMillis())
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) SLOWEST_HEADERS.toMillis())
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setSocketOption(Options.READ_TIMEOUT, (int) SILENCE_WITHIN_A_BODY.toMillis())
                .build();
        try {
            undertow.start();
        } catch (RuntimeException failed) {
            throw new StartException("Cannot listen on " + host + ":" + port + ": " + reason(failed) + ".", failed);
        }
        return new HttpListener(undertow);
    }

    /** Where it listens, with the port that port 0 became. */
    public InetSocketAddress address() {
        return (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    }

    @Override
    public void close() {
        undertow.stop();
    }

    private static String reason(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return failed.toString();
    }
}
