// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.event.EventRules;
import dev.weir.http.ContentEncoding;
import dev.weir.http.JsonAnswers;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The limits of producers in the response of {@code GET /limits}. Lengths are in characters; sizes and times have their
 * unit in the name.
 */
public final class PublishedIngestLimits {
    private PublishedIngestLimits() {}

    /** @param dedupHorizon how long the job remembers an identity */
    public static JsonAnswers.Body ofEvent(Duration allowedLateness, Duration dedupHorizon) {
        return json -> {
            json.writeStartObject();
            json.writeNumberField("max_bytes", EventRules.MAX_EVENT_BYTES);
            json.writeNumberField("max_event_id_length", EventRules.MAX_EVENT_ID_LENGTH);
            json.writeNumberField("max_type_length", EventRules.MAX_TYPE_LENGTH);
            json.writeNumberField("max_user_id_length", EventRules.MAX_USER_ID_LENGTH);
            json.writeNumberField("max_video_id_length", EventRules.MAX_VIDEO_ID_LENGTH);
            json.writeNumberField("max_session_id_length", EventRules.MAX_SESSION_ID_LENGTH);
            json.writeNumberField("max_attribute_length", EventRules.MAX_ATTRIBUTE_LENGTH);
            json.writeNumberField("max_properties_bytes", EventRules.MAX_PROPERTIES_BYTES);
            json.writeNumberField("max_properties_depth", EventRules.MAX_PROPERTIES_DEPTH);
            json.writeNumberField("allowed_lateness_ms", allowedLateness.toMillis());
            json.writeNumberField("allowed_future_ms", EventRules.MAX_CLOCK_SKEW.toMillis());
            json.writeNumberField("dedup_horizon_ms", dedupHorizon.toMillis());
            json.writeEndObject();
        };
    }

    /** @param maxInFlightBytes of all requests together */
    public static JsonAnswers.Body ofRequest(IngestLimits limits, long maxInFlightBytes) {
        return json -> {
            json.writeStartObject();
            json.writeNumberField("max_body_bytes", IngestHandler.MAX_BODY_BYTES);
            json.writeNumberField("max_events", BodyParser.MAX_EVENTS);
            json.writeNumberField("max_idempotency_key_length", IdempotencyKey.MAX_LENGTH);
            json.writeNumberField("max_in_flight_bytes", maxInFlightBytes);
            json.writeNumberField("max_in_flight_requests", limits.maxRequests());
            json.writeNumberField("body_timeout_ms", limits.bodyTimeout().toMillis());
            texts(json, "media_types", IngestRequest.MEDIA_TYPES.names());
            texts(json, "content_encodings", contentEncodings());
            json.writeEndObject();
        };
    }

    private static List<String> contentEncodings() {
        return Arrays.stream(ContentEncoding.values())
                .map(encoding -> encoding.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void texts(JsonGenerator json, String name, Collection<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
