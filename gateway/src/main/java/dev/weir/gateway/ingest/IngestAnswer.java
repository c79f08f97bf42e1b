// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.event.ErrorCode;
import dev.weir.event.Printable;
import dev.weir.http.ApiError;
import dev.weir.http.BodyOutcome;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The response to a request with events. */
public sealed interface IngestAnswer {
    /** Sends the response. Call it on the connection's IO thread. */
    void sendTo(HttpServerExchange exchange, AnswerShape shape);

    /** Sends the response as {@code POST /events} does. */
    default void sendTo(HttpServerExchange exchange) {
        sendTo(exchange, AnswerShape.REPORT);
    }

    /**
     * Each event was accepted or rejected: 200 if every event is accepted, 207 if some are, 400 if none is; 202 if they
     * are not counted in time.
     *
     * @param token makes a later request wait until the accepted events are counted; null if there is none
     * @param isCounted false if the request was to wait until the accepted events are counted, and waited in vain
     */
    record Decided(
            int accepted,
            List<Rejection> rejected,
            @Nullable String token,
            boolean isCounted) implements IngestAnswer {

        private static final HttpString TOKEN = new HttpString("Weir-Token");

        @Override
        public void sendTo(HttpServerExchange exchange, AnswerShape shape) {
            if (token != null) {
                exchange.getResponseHeaders().put(TOKEN, token);
            }
            if (shape.success() != null && isCounted && rejected.isEmpty()) {
                JsonAnswers.send(exchange, 200, shape.success());
                return;
            }
            JsonAnswers.send(exchange, status(shape), json -> {
                json.writeStartObject();
                json.writeNumberField("accepted", accepted);
                json.writeNumberField("rejected", rejected.size());
                if (!rejected.isEmpty()) {
                    json.writeArrayFieldStart("errors");
                    for (Rejection rejection : rejected) {
                        write(json, rejection);
                    }
                    json.writeEndArray();
                }
                if (!isCounted) {
                    optional(json, "token", token);
                }
                json.writeEndObject();
            });
        }

        private int status(AnswerShape shape) {
            if (!isCounted) {
                return 202;
            }
            return rejected.isEmpty() ? 200 : accepted > 0 ? shape.partlyAccepted() : 400;
        }

        private static void write(JsonGenerator json, Rejection rejection) throws IOException {
            json.writeStartObject();
            json.writeNumberField("index", rejection.index());
            optional(json, "event_id", rejection.eventId());
            json.writeStringField("code", rejection.violation().code().code());
            String field = rejection.violation().field();
            optional(json, "field", field == null ? null : Printable.of(field));
            json.writeStringField("message", rejection.violation().message());
            json.writeEndObject();
        }

        private static void optional(JsonGenerator json, String name, @Nullable String text) throws IOException {
            if (text != null) {
                json.writeStringField(name, text);
            }
        }
    }

    /**
     * The events of the body cannot be separated; the message says where and why. The only error in the response has
     * no index.
     */
    record Unreadable(String message) implements IngestAnswer {
        @Override
        public void sendTo(HttpServerExchange exchange, AnswerShape shape) {
            JsonAnswers.send(exchange, 400, json -> {
                json.writeStartObject();
                json.writeNumberField("accepted", 0);
                json.writeNumberField("rejected", 1);
                json.writeArrayFieldStart("errors");
                json.writeStartObject();
                json.writeStringField("code", ErrorCode.MALFORMED_JSON.code());
                json.writeStringField("message", message);
                json.writeEndObject();
                json.writeEndArray();
                json.writeEndObject();
            });
        }
    }

    /**
     * The whole request is refused.
     *
     * @param closesConnection because the rest of the body may never arrive
     */
    record Refused(ApiError error, String message, boolean closesConnection) implements IngestAnswer {
        @Override
        public void sendTo(HttpServerExchange exchange, AnswerShape shape) {
            if (closesConnection) {
                exchange.setPersistent(false);
            }
            ErrorAnswers.send(exchange, error, message);
        }
    }

    static IngestAnswer decided(int accepted, List<Rejection> rejected) {
        return new Decided(accepted, rejected, null, true);
    }

    static IngestAnswer decided(int accepted, List<Rejection> rejected, String token) {
        return new Decided(accepted, rejected, token, true);
    }

    static IngestAnswer notCountedYet(int accepted, List<Rejection> rejected, String token) {
        return new Decided(accepted, rejected, token, false);
    }

    static IngestAnswer tooManyEvents() {
        return refused(
                ApiError.TOO_MANY_EVENTS,
                "The body has more than %d events, the limit of a request. Send them in several requests.",
                BodyParser.MAX_EVENTS);
    }

    /** For a body that could not be read. */
    static IngestAnswer unread(BodyOutcome body) {
        if (body instanceof BodyOutcome.TooLarge tooLarge) {
            return refused(
                    ApiError.TOO_LARGE,
                    "The body is larger than %d MiB (%d bytes) after decompression, the limit of a request. Send it in"
                            + " several requests.",
                    tooLarge.limitBytes() >> 20,
                    tooLarge.limitBytes());
        }
        if (body instanceof BodyOutcome.TooCompressed tooCompressed) {
            return refused(
                    ApiError.COMPRESSION_RATIO,
                    "The body decompresses to more than %d times its size, the limit of a request. Send it less"
                            + " compressed.",
                    tooCompressed.limitRatio());
        }
        if (body instanceof BodyOutcome.TooSlow tooSlow) {
            return new Refused(ApiError.SLOW_BODY, tooSlow.reason() + " Send it faster, or in smaller requests.", true);
        }
        if (body instanceof BodyOutcome.Corrupt corrupt) {
            return new Unreadable(corrupt.reason());
        }
        return unpublished(PublishOutcome.Refused.QUEUE_FULL);
    }

    static IngestAnswer unpublished(PublishOutcome.Refused refused) {
        return refused == PublishOutcome.Refused.QUEUE_FULL
                ? refused(ApiError.QUEUE_FULL, "Too many events are waiting for Kafka; send these again.")
                : refused(ApiError.KAFKA_UNAVAILABLE, "The events cannot be made durable now; send them again.");
    }

    private static IngestAnswer refused(ApiError error, String message, Object... arguments) {
        return new Refused(error, String.format(Locale.ROOT, message, arguments), false);
    }
}
