package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in Kafka, where the record's timestamp adds the time of its receipt.
 *
 * @param eventId with {@code userId}, the identity for deduplication
 * @param eventIdAssigned the gateway made {@code eventId} up: the event is nobody's duplicate
 * @param timestamp when it happened, by its producer; milliseconds since the Unix epoch
 * @param properties a JSON object, as its producer sent it
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

    /** The type of the events that {@code views} counts. */
    public static final String VIDEO_VIEW = "video_view";
}
