// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.event.ErrorCode;
import dev.weir.event.Printable;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The responses to producers. */
final class IngestAnswers {
    private static final HttpString TOKEN = new HttpString("Weir-Token");

    private IngestAnswers() {}

    static void send(HttpServerExchange exchange, IngestOutcome outcome) {
        if (outcome instanceof IngestOutcome.Decided decided) {
            sendDecided(exchange, decided);
        } else if (outcome instanceof IngestOutcome.Unreadable unreadable) {
            sendUnreadable(exchange, unreadable.message());
        } else if (outcome instanceof IngestOutcome.Refused refused) {
            if (refused.closesConnection()) {
                exchange.setPersistent(false);
            }
            ErrorAnswers.send(exchange, refused.error(), refused.message());
        }
    }

    /** 200 if every event is accepted, 207 if some are, 400 if none is; 202 if they are not counted in time. */
    private static void sendDecided(HttpServerExchange exchange, IngestOutcome.Decided decided) {
        List<Rejection> rejected = decided.rejected();
        int status = !decided.isCounted() ? 202 : rejected.isEmpty() ? 200 : decided.accepted() > 0 ? 207 : 400;
        @Nullable String token = decided.token();
        if (token != null) {
            exchange.getResponseHeaders().put(TOKEN, token);
        }
        JsonAnswers.send(exchange, status, json -> {
            json.writeStartObject();
            counts(json, decided.accepted(), rejected);
            if (!decided.isCounted()) {
                optional(json, "token", token);
            }
            json.writeEndObject();
        });
    }

    /** The only error has no index, because the events cannot be separated. */
    private static void sendUnreadable(HttpServerExchange exchange, String message) {
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
