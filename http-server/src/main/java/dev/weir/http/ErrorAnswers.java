// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every error response ({@code {"error":{"code","message"[,"field"]}}}, unless a handler has another
 * {@link Shape}), and logs internal errors.
 */
public final class ErrorAnswers {
    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

    private static final AttachmentKey<Shape> SHAPE = AttachmentKey.create(Shape.class);

    private ErrorAnswers() {}

    /** Sends the error in the form that the clients of another protocol expect. The status is that of the error. */
    @FunctionalInterface
    public interface Shape {
        void send(HttpServerExchange exchange, ApiError error, String message);
    }

    /** Gives the errors of a handler, and of all handlers behind it, another form. */
    public static HttpHandler shapedBy(Shape shape, HttpHandler next) {
        return exchange -> {
            exchange.putAttachment(SHAPE, shape);
            next.handleRequest(exchange);
        };
    }

    /**
     * Sends an error with its own {@code Retry-After}.
     *
     * @param retryAfter rounded up to whole seconds, at least one; the message ends with it
     */
    public static void sendRetryable(HttpServerExchange exchange, ApiError error, Duration retryAfter, String message) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
        send(exchange, error, message + String.format(Locale.ROOT, " Retry in %d s.", seconds));
    }

    public static void send(HttpServerExchange exchange, ApiError error, String message) {
        send(exchange, error, null, message);
    }

    public static void send(HttpServerExchange exchange, BadParameterException bad) {
        send(exchange, bad.error(), bad.field(), bad.getMessage());
    }

    /**
     * @param field the invalid parameter or header, or null if the error concerns the whole request
     * @param message one sentence for the developer of the client
     */
    public static void send(HttpServerExchange exchange, ApiError error, @Nullable String field, String message) {
        if (error.retryAfterSeconds() > 0 && !exchange.getResponseHeaders().contains(Headers.RETRY_AFTER)) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, error.retryAfterSeconds());
        }
        RequestMetrics.note(exchange, error);
        Shape shape = exchange.getAttachment(SHAPE);
        if (shape == null) {
            JsonAnswers.send(exchange, error.status(), body(error, field, message));
        } else {
            shape.send(exchange, error, message);
        }
    }

    static JsonAnswers.Body body(ApiError error, @Nullable String field, String message) {
        return json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("code", error.code());
            if (field != null) {
                json.writeStringField("field", field);
            }
            json.writeStringField("message", message);
            json.writeEndObject();
            json.writeEndObject();
        };
    }

    /** Responds with 500 and logs the cause. For failures that no handler expects. */
    public static void sendInternal(HttpServerExchange exchange, Throwable cause) {
        log.atError()
                .addKeyValue("method", exchange.getRequestMethod())
                .addKeyValue("path", exchange.getRequestPath())
                .setCause(cause)
                .log("A request failed unexpectedly");
        if (exchange.isResponseStarted()) {
            exchange.endExchange();
        } else {
            send(exchange, ApiError.INTERNAL_ERROR, "The gateway failed; see its log.");
        }
    }
}
