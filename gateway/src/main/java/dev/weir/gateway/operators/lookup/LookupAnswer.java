// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.JsonAnswers;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fate of an event, as JSON. */
record LookupAnswer(LookupRequest request, Scan scan, List<Fate> fates) implements JsonAnswers.Body {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("event_id", request.event().eventId());
        json.writeStringField("user_id", request.event().userId());
        json.writeStringField("fate", Fates.inTotal(fates).wireName());
        json.writeArrayFieldStart("copies");
        for (Fate fate : fates) {
            write(json, fate);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("scanned");
        json.writeStringField("since", request.since().toString());
        json.writeNumberField("partition", scan.partition());
        json.writeNumberField("from_offset", scan.fromOffset());
        json.writeNumberField("to_offset", scan.toOffset());
        json.writeBooleanField("complete", scan.complete());
        json.writeEndObject();
        json.writeEndObject();
    }

    /** A sentence for the case that there are no copies. */
    String notFound() {
        return String.format(
                Locale.ROOT,
                "No copy of this event was found in partition %d from offset %d up to %d (received since %s%s), in"
                        + " the counted events or in the dead letters. Check that it was accepted, and that user_id"
                        + " and event_id are exact. To search older records, set since, such as since=7d.",
                scan.partition(),
                scan.fromOffset(),
                scan.toOffset(),
                request.since(),
                scan.complete() ? "" : "; the scan reached its time limit");
    }

    private static void write(JsonGenerator json, Fate fate) throws IOException {
        json.writeStartObject();
        json.writeStringField("fate", fate.kind().wireName());
        json.writeStringField("why", fate.why());
        if (fate.place().isPresent()) {
            json.writeNumberField("partition", fate.place().get().partition());
            json.writeNumberField("offset", fate.place().get().offset());
        }
        optional(json, "received_at", fate.receivedAt().map(Instant::toString).orElse(null));
        json.writeBooleanField("in_log", fate.inLog());
        if (fate.duplicateOf().isPresent()) {
            json.writeObjectFieldStart("duplicate_of");
            json.writeNumberField("partition", fate.duplicateOf().get().partition());
            json.writeNumberField("offset", fate.duplicateOf().get().offset());
            json.writeEndObject();
        }
        optional(json, "dead_letter", fate.deadLetter().orElse(null));
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }
}
