// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event as stored in Kafka. The timestamp of the Kafka record adds the time of receipt.
 *
 * @param eventId the identity for deduplication, together with {@code userId}
 * @param eventIdAssigned true if the gateway generated {@code eventId}, so that the event has no duplicates
 * @param timestamp when the event happened, according to its producer; milliseconds since the Unix epoch
 * @param properties a JSON object, as the producer sent it
 */
public record Event(
        String eventId,
        boolean eventIdAssigned,
        String type,
        long timestamp,
        String userId,
        @Nullable String videoId,
        @Nullable String sessionId,
        @Nullable Double value,
        @Nullable String properties) {

    /** The type of event that {@code views} counts. */
    public static final String VIDEO_VIEW = "video_view";

    /**
     * The types of events that do not make a user active. A machine sends a {@code metric}; the others describe a user
     * or an account. Everything else counts them like any event.
     */
    private static final Set<String> PASSIVE_TYPES = Set.of("metric", "identify", "group", "alias");

    /** Whether the event makes its user active on its day. */
    public boolean isActivity() {
        return !PASSIVE_TYPES.contains(type);
    }

    /** An event without optional fields, whose id was chosen by its producer. */
    public static Event of(String eventId, String type, long timestamp, String userId) {
        return new Event(eventId, false, type, timestamp, userId, null, null, null, null);
    }

    public Event withEventId(String newId, boolean assigned) {
        return new Event(newId, assigned, type, timestamp, userId, videoId, sessionId, value, properties);
    }

    public Event withVideoId(@Nullable String newVideoId) {
        return new Event(eventId, eventIdAssigned, type, timestamp, userId, newVideoId, sessionId, value, properties);
    }

    public Event withSessionId(@Nullable String newSessionId) {
        return new Event(eventId, eventIdAssigned, type, timestamp, userId, videoId, newSessionId, value, properties);
    }

    public Event withValue(@Nullable Double newValue) {
        return new Event(eventId, eventIdAssigned, type, timestamp, userId, videoId, sessionId, newValue, properties);
    }

    public Event withProperties(@Nullable String newProperties) {
        return new Event(eventId, eventIdAssigned, type, timestamp, userId, videoId, sessionId, value, newProperties);
    }
}
