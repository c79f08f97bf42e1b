// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/** Sends every error response ({@code {"error":{"code","message"[,"field"]}}}), and logs internal errors. */
public final class ErrorAnswers {
    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

    private static final AttachmentKey<ApiError> SENT = AttachmentKey.create(ApiError.class);

    private ErrorAnswers() {}

    /** The error that was sent for a request, or null. */
    static @Nullable ApiError sentTo(HttpServerExchange exchange) {
        return exchange.getAttachment(SENT);
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
        exchange.putAttachment(SENT, error);
        JsonAnswers.send(exchange, error.status(), body(error, field, message));
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

    /** Runs a part of a request's work. If it fails unexpectedly, even with an {@link Error}, the response is a 500. */
    public static void guard(HttpServerExchange exchange, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error unforeseen) {
            failed(exchange, unforeseen);
        }
    }

    /** Like {@link #guard}, for work that consumes a result. */
    public static <T> Consumer<T> guarded(HttpServerExchange exchange, Consumer<T> work) {
        return outcome -> guard(exchange, () -> work.accept(outcome));
    }

    /** Responds with 500 on the connection's IO thread. If even that fails, closes the connection. */
    static void failed(HttpServerExchange exchange, Throwable unforeseen) {
        try {
            if (exchange.isInIoThread()) {
                sendInternal(exchange, unforeseen);
            } else {
                exchange.getIoThread()
                        .execute(RequestContext.of(exchange)
                                .wrap(() -> guard(exchange, () -> sendInternal(exchange, unforeseen))));
            }
        } catch (RuntimeException | Error again) {
            IoUtils.safeClose(exchange.getConnection());
            log.atError().setCause(again).log("An error response could not be sent; the connection is closed");
        }
    }

    /** A handler whose unexpected failures get the same responses as other errors. */
    public static HttpHandler catching(HttpHandler next) {
        return exchange -> {
            try {
                next.handleRequest(exchange);
            } catch (Exception | Error unforeseen) {
                sendInternal(exchange, unforeseen);
            }
        };
    }
}
