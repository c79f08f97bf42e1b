// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Scope;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * Sends documented error responses for heads that are not HTTP, or are too large. Undertow's HTTP/1.1 listener refuses
 * these before a handler sees the request.
 *
 * <p>Undertow writes a bare 400 in this case, and has no hook to change it. So {@link RefusalConduit} watches the bytes
 * that each connection writes.
 */
final class ListenerRefusals implements DelegateOpenListener {
    private static final Logger log = LoggerFactory.getLogger(ListenerRefusals.class);

    private final String listener;
    private final int maxHeadBytes;
    private final int maxHeaders;
    private final MeterRegistry registry;
    private final DelegateOpenListener next;

    /** @param listener its name in the metrics */
    ListenerRefusals(
            String listener, int maxHeadBytes, int maxHeaders, MeterRegistry registry, DelegateOpenListener next) {
        this.listener = listener;
        this.maxHeadBytes = maxHeadBytes;
        this.maxHeaders = maxHeaders;
        this.registry = registry;
        this.next = next;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        RefusalConduit.install(connection, null, this);
        next.handleEvent(connection);
    }

    @Override
    public void handleEvent(StreamConnection connection, @Nullable PooledByteBuffer read) {
        RefusalConduit.install(connection, read == null ? null : read.getBuffer(), this);
        next.handleEvent(connection, read);
    }

    /**
     * Creates the response for a refused head, and counts and logs the refusal.
     *
     * @param lastRead as the listener left it; its position is where the listener stopped
     * @param headBytes the approximate number of bytes received of the head
     * @param bare the status line of Undertow's own response
     */
    ByteBuffer answer(ByteBuffer lastRead, long headBytes, String bare) {
        HeadProblem problem = headBytes > maxHeadBytes - lastRead.capacity()
                ? HeadProblem.tooLarge(maxHeadBytes, maxHeaders)
                : HeadProblem.of(text(lastRead), lastRead.position(), maxHeaders, bare);
        String id = new UuidV7().next(System.currentTimeMillis()).toString();
        RefusalMetrics.counter(listener, problem.error(), registry).increment();
        try (Scope ignored = RequestContext.named(id).makeCurrent()) {
            log.atDebug()
                    .addKeyValue("listener", listener)
                    .addKeyValue("status", problem.error().status())
                    .addKeyValue("reason", problem.message())
                    .log("Request refused before it could be read");
        }
        return ByteBuffer.wrap(bytes(problem, id));
    }

    private static byte[] bytes(HeadProblem problem, String id) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int status = problem.error().status();
        try {
            JsonAnswers.write(body, ErrorAnswers.body(problem.error(), null, problem.message()));
            String head = "HTTP/1.1 " + status + " " + StatusCodes.getReason(status)
                    + "\r\nContent-Type: application/json\r\nX-Request-ID: " + id
                    + "\r\nContent-Length: " + body.size() + "\r\nConnection: close\r\n\r\n";
            answer.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            body.writeTo(answer);
        } catch (IOException impossible) {
            throw new UncheckedIOException("A byte array refused bytes.", impossible);
        }
        return answer.toByteArray();
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.limit()];
        buffer.duplicate().rewind().get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public HttpHandler getRootHandler() {
        return next.getRootHandler();
    }

    @Override
    public void setRootHandler(HttpHandler handler) {
        next.setRootHandler(handler);
    }

    @Override
    public OptionMap getUndertowOptions() {
        return next.getUndertowOptions();
    }

    @Override
    public void setUndertowOptions(OptionMap options) {
        next.setUndertowOptions(options);
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return next.getBufferPool();
    }

    @Override
    public ConnectorStatistics getConnectorStatistics() {
        return next.getConnectorStatistics();
    }

    @Override
    public void closeConnections() {
        next.closeConnections();
    }
}
