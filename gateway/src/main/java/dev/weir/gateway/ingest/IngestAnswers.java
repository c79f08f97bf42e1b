// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.event.ErrorCode;
import dev.weir.event.Printable;
import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The responses to producers. */
final class IngestAnswers {
    private static final HttpString TOKEN = new HttpString("Weir-Token");

    private IngestAnswers() {}

    /** 200 if every event is accepted, 207 if some are, 400 if none is. */
    static void report(HttpServerExchange exchange, int accepted, List<Rejection> rejected) {
        int status = rejected.isEmpty() ? 200 : accepted > 0 ? 207 : 400;
        JsonAnswers.send(exchange, status, json -> {
            json.writeStartObject();
            counts(json, accepted, rejected);
            json.writeEndObject();
        });
    }

    /** @param token makes a later request wait until these events are counted */
    static void report(HttpServerExchange exchange, int accepted, List<Rejection> rejected, String token) {
        exchange.getResponseHeaders().put(TOKEN, token);
        report(exchange, accepted, rejected);
    }

    /** 202: the accepted events are durable, but were not counted within the wait timeout. */
    static void notStoredYet(HttpServerExchange exchange, int accepted, List<Rejection> rejected, String token) {
        exchange.getResponseHeaders().put(TOKEN, token);
        JsonAnswers.send(exchange, 202, json -> {
            json.writeStartObject();
            counts(json, accepted, rejected);
            json.writeStringField("token", token);
            json.writeEndObject();
        });
    }

    /** Refuses a body whose events cannot be told apart. Its only error has no index. */
    static void unreadable(HttpServerExchange exchange, String message) {
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

    static void tooManyEvents(HttpServerExchange exchange) {
        ErrorAnswers.send(
                exchange,
                ApiError.TOO_MANY_EVENTS,
                String.format(
                        Locale.ROOT,
                        "The body has more than %d events, the limit of a request. Send them in several requests.",
                        BodyParser.MAX_EVENTS));
    }

    static void tooLarge(HttpServerExchange exchange, long limitBytes) {
        ErrorAnswers.send(
                exchange,
                ApiError.TOO_LARGE,
                String.format(
                        Locale.ROOT,
                        "The body is larger than %d MiB (%d bytes) after decompression, the limit of a request. Send it in several requests.",
                        limitBytes >> 20,
                        limitBytes));
    }

    static void tooCompressed(HttpServerExchange exchange, int limitRatio) {
        ErrorAnswers.send(
                exchange,
                ApiError.COMPRESSION_RATIO,
                String.format(
                        Locale.ROOT,
                        "The body decompresses to more than %d times its size, the limit of a request. Send it less compressed.",
                        limitRatio));
    }

    /** Also closes the connection, because the rest of the body may never arrive. */
    static void tooSlow(HttpServerExchange exchange, String reason) {
        exchange.setPersistent(false);
        ErrorAnswers.send(exchange, ApiError.SLOW_BODY, reason + " Send it faster, or in smaller requests.");
    }

    static void queueFull(HttpServerExchange exchange) {
        ErrorAnswers.send(exchange, ApiError.QUEUE_FULL, "Too many events wait to be written; send these again.");
    }

    static void unavailable(HttpServerExchange exchange) {
        ErrorAnswers.send(
                exchange, ApiError.KAFKA_UNAVAILABLE, "The events cannot be made durable now; send them again.");
    }

    private static void counts(JsonGenerator json, int accepted, List<Rejection> rejected) throws IOException {
        json.writeNumberField("accepted", accepted);
        json.writeNumberField("rejected", rejected.size());
        if (!rejected.isEmpty()) {
            json.writeArrayFieldStart("errors");
            for (Rejection rejection : rejected) {
                row(json, rejection);
            }
            json.writeEndArray();
        }
    }

    private static void row(JsonGenerator json, Rejection rejection) throws IOException {
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
