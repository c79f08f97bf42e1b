// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Scope;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the error responses for heads that a listener refuses, and counts and logs them. */
final class RefusedHeads {
    private static final Logger log = LoggerFactory.getLogger(RefusedHeads.class);

    private final String listener;
    private final int maxHeadBytes;
    private final int maxHeaders;
    private final MeterRegistry registry;

    /** @param listener its name in the metrics */
    RefusedHeads(String listener, int maxHeadBytes, int maxHeaders, MeterRegistry registry) {
        this.listener = listener;
        this.maxHeadBytes = maxHeadBytes;
        this.maxHeaders = maxHeaders;
        this.registry = registry;
    }

    /**
     * Returns the whole response, as bytes for the connection.
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
        RequestMetrics.refused(listener, problem.error(), registry).increment();
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
}
