package dev.weir.it.bench;

import dev.weir.event.Event;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Events of a video service, each made from its number alone, so that the same event can be sent again: few videos get most
 * views, users are alike, and every event has an id of its own and four properties.
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

    /** By Zipf's law: the chance of a video is one through its rank. */
    static int video(SplittableRandom random, int videos) {
        return (int) Math.pow(videos, random.nextDouble());
    }

    /** As its producer sends it; all names of these events are free of what JSON escapes. */
    public static String json(Event event) {
        return "{\"event_id\":\"" + event.eventId() + "\",\"type\":\"" + event.type() + "\",\"timestamp\":"
                + event.timestamp()
                + ",\"user_id\":\"" + event.userId() + "\",\"video_id\":\"" + event.videoId() + "\",\"properties\":"
                + event.properties() + "}";
    }
}
