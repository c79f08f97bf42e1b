// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

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
}
