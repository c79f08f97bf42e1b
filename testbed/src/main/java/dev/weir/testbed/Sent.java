// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import dev.weir.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A video view as its producer knows it. */
public record Sent(String eventId, String userId, String videoId, Instant timestamp) {
    public LocalDate day() {
        return LocalDate.ofInstant(timestamp, ZoneOffset.UTC);
    }

    /** The event as the gateway writes it to the log. */
    public Event event() {
        return Event.of(eventId, Event.VIDEO_VIEW, timestamp.toEpochMilli(), userId)
                .withVideoId(videoId);
    }

    /** The body of a request with these events. */
    public static String json(List<Sent> events) {
        return events.stream().map(Sent::json).collect(Collectors.joining(",", "[", "]"));
    }

    public String json() {
        return String.format(Locale.ROOT, """
               {"event_id":"%s","user_id":"%s","video_id":"%s","timestamp":"%s"}""", eventId, userId, videoId, timestamp);
    }
}
