// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import dev.weir.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** A video view as its producer knows it. */
public record Sent(String eventId, String userId, String videoId, Instant timestamp) {
    public LocalDate day() {
        return LocalDate.ofInstant(timestamp, ZoneOffset.UTC);
    }

    /** The event as the gateway writes it to the log. */
    public Event event() {
        return new Event(eventId, false, Event.VIDEO_VIEW, timestamp.toEpochMilli(), userId, videoId, null, null, null);
    }

    public String json() {
        return String.format(Locale.ROOT, """
               {"event_id":"%s","user_id":"%s","video_id":"%s","timestamp":"%s"}""", eventId, userId, videoId, timestamp);
    }
}
