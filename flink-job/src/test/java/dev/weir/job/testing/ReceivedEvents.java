// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.testing;

import dev.weir.event.Event;
import dev.weir.job.decode.ReceivedEvent;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Creates events for tests, each at the next offset of partition 0. */
public final class ReceivedEvents {
    private static final AtomicLong OFFSETS = new AtomicLong();

    private ReceivedEvents() {}

    /** An event whose id was set by its producer. */
    public static ReceivedEvent identified(String userId, String eventId, long timestamp, long receivedAt) {
        return received(Event.of(eventId, "login", timestamp, userId), receivedAt);
    }

    /** An event whose id was assigned by the gateway. */
    public static ReceivedEvent assigned(String userId, String eventId, long timestamp, long receivedAt) {
        return received(Event.of(eventId, "login", timestamp, userId).withEventId(eventId, true), receivedAt);
    }

    /** An event of some type about a video, received when it happened. */
    public static ReceivedEvent of(String type, String userId, String videoId, long timestamp) {
        String eventId = "e" + OFFSETS.get();
        Event event = Event.of(eventId, type, timestamp, userId)
                .withEventId(eventId, true)
                .withVideoId(videoId);
        return received(event, timestamp);
    }

    public static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    private static ReceivedEvent received(Event event, long receivedAt) {
        return new ReceivedEvent(0, OFFSETS.getAndIncrement(), receivedAt, event);
    }
}
