package dev.weir.gateway.http;

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

/** The one place that answers {@code {"error":{"code","message"[,"field"]}}}, and that logs what is our own fault. */
public final class ErrorAnswers {
    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

    private static final AttachmentKey<ApiError> SENT = AttachmentKey.create(ApiError.class);

    private ErrorAnswers() {}

    /** The error that a request was answered with; null where it was not. */
    static @Nullable ApiError sentTo(HttpServerExchange exchange) {
        return exchange.getAttachment(SENT);
    }

    /**
     * Sends an error with its own time to ask again.
     *
     * @param retryAfter is told in whole seconds, at least one; the message ends with it
     */
    public static void sendRetryable(HttpServerExchange exchange, ApiError error, Duration retryAfter, String message) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
        send(exchange, error, message + String.format(Locale.ROOT, " Ask again in %d s.", seconds));
    }

    public static void send(HttpServerExchange exchange, ApiError error, String message) {
        send(exchange, error, null, message);
    }

    public static void send(HttpServerExchange exchange, BadParameterException bad) {
        send(exchange, bad.error(), bad.field(), bad.getMessage());
    }

    /**
     * @param field the parameter or header that is meant, or null where it is the request as a whole
     * @param message a sentence for the person who has to mend the client
     */
    public static void send(HttpServerExchange exchange, ApiError error, @Nullable String field, String message) {
        if (error.retryAfterSeconds() > 0 && !exchange.getResponseHeaders().contains(Headers.RETRY_AFTER)) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, error.retryAfterSeconds());
        }
        if (!exchange.isRequestComplete()) {
            LeftoverBody.limit(exchange);
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

    /** Answers 500 and logs why; for what no handler foresaw. */
    public static void sendInternal(HttpServerExchange exchange, Throwable cause) {
        log.atError()
                .addKeyValue("method", exchange.getRequestMethod())
                .addKeyValue("path", exchange.getRequestPath())
                .setCause(cause)
                .log("A request failed unexpectedly");
        if (exchange.isResponseStarted()) {
            exchange.endExchange();
        } else {
            send(exchange, ApiError.INTERNAL_ERROR, "The gateway failed; its log says why.");
        }
    }

    /**
     * Does a part of a request's work, whatever becomes of it: where it fails for a reason that nobody foresaw, an {@link Error}
     * included, the request is answered 500.
     */
    public static void guard(HttpServerExchange exchange, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error unforeseen) {
            failed(exchange, unforeseen);
        }
    }

    /** The same for work with an outcome. */
    public static <T> Consumer<T> guarded(HttpServerExchange exchange, Consumer<T> work) {
        return outcome -> guard(exchange, () -> work.accept(outcome));
    }

    /** Answers 500 on the connection's own thread; where not even that can be done, the connection ends. */
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
            log.atError().setCause(again).log("A request that failed could not be answered; its connection is closed");
        }
    }

    /** A handler whose unforeseen failures are answered like every other error. */
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
