// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.http.JsonAnswers;
import org.jspecify.annotations.Nullable;

/** How a URL reports the outcome of its events. Only the responses to valid requests differ. */
enum AnswerShape {
    /** Numbers and, one by one, errors. */
    REPORT(null, 207),

    /** {@code {"status":"accepted"}}, for one event. */
    STATUS(
            json -> {
                json.writeStartObject();
                json.writeStringField("status", "accepted");
                json.writeEndObject();
            },
            207),

    /**
     * {@code {"success":true}}. A batch that is accepted in part gets a 400 with the report. Segment's clients take
     * every 2xx as a success, except those that retry a 207. They never retry a 400, and report it to their program.
     */
    SUCCESS(
            json -> {
                json.writeStartObject();
                json.writeBooleanField("success", true);
                json.writeEndObject();
            },
            400);

    @SuppressWarnings("ImmutableEnumChecker") // The functions hold nothing.
    private final JsonAnswers.@Nullable Body success;

    private final int partlyAccepted;

    AnswerShape(JsonAnswers.@Nullable Body success, int partlyAccepted) {
        this.success = success;
        this.partlyAccepted = partlyAccepted;
    }

    /** The body if every event is accepted; null for the report. */
    JsonAnswers.@Nullable Body success() {
        return success;
    }

    /** The status if some events are accepted and the others are not. */
    int partlyAccepted() {
        return partlyAccepted;
    }
}
