package dev.weir.gateway.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that answers {@code {"error":{"code","message"[,"field"]}}}, and that logs what is our own fault. */
public final class ErrorAnswers {
    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

    private ErrorAnswers() {}

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
        if (error.status() == 503) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        }
        JsonAnswers.send(exchange, error.status(), json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("code", error.code());
            if (field != null) {
                json.writeStringField("field", field);
            }
            json.writeStringField("message", message);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /** Answers 500 and logs why; for what no handler foresaw. */
    public static void sendInternal(HttpServerExchange exchange, Throwable cause) {
        log.atError()
                .addKeyValue("method", exchange.getRequestMethod())
                .addKeyValue("path", exchange.getRequestPath())
                .setCause(cause)
                .log("A request failed for a reason that nobody foresaw");
        if (exchange.isResponseStarted()) {
            exchange.endExchange();
        } else {
            send(exchange, ApiError.INTERNAL_ERROR, "The gateway failed; its log says why.");
        }
    }

    /** A handler whose unforeseen failures are answered like every other error. */
    public static HttpHandler catching(HttpHandler next) {
        return exchange -> {
            try {
                next.handleRequest(exchange);
            } catch (Exception unforeseen) {
                sendInternal(exchange, unforeseen);
            }
        };
    }
}
