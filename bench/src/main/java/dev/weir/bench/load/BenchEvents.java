// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.load;

import dev.weir.event.Event;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Events of a video service. Each is made only from its number, so that the same event can be sent again.
 *
 * <p>A few videos get most views, and all users are equally active. Every event has its own id and four properties.
 */
public record BenchEvents(long timestamp, int users, int videos) {
    public Event event(long number) {
        SplittableRandom random = new SplittableRandom(number * 0x9E3779B97F4A7C15L);
        return new Event(
                new UUID(random.nextLong(), random.nextLong()).toString(),
                false,
                Event.VIDEO_VIEW,
                timestamp,
                "user-" + random.nextInt(users),
                "video-" + video(random, videos),
                null,
                null,
                String.format(
                        Locale.ROOT,
                        "{\"device\":\"%s\",\"country\":\"%s\",\"seconds\":%d,\"view\":\"%016x\"}",
                        random.nextBoolean() ? "phone" : "tv",
                        random.nextBoolean() ? "DE" : "US",
                        random.nextInt(600),
                        random.nextLong()));
    }

    /** Draws a video by Zipf's law: its probability is proportional to 1/rank. */
    public static int video(SplittableRandom random, int videos) {
        return (int) Math.pow(videos, random.nextDouble());
    }

    /** The event as its producer sends it. These events have no characters that JSON escapes. */
    public static String json(Event event) {
        return "{\"event_id\":\"" + event.eventId() + "\",\"type\":\"" + event.type() + "\",\"timestamp\":"
                + event.timestamp()
                + ",\"user_id\":\"" + event.userId() + "\",\"video_id\":\"" + event.videoId() + "\",\"properties\":"
                + event.properties() + "}";
    }
}
