// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates the events of an invented video service. The same seed and time always give the same events, so that they
 * can be sent again. Some come from phones that were offline for days.
 */
final class VideoService {
    /** The share of events that are sent again with the same id. They must not count again. */
    private static final double SENT_TWICE = 0.02;

    private static final double LATE = 0.03;
    private static final Duration LATEST = Duration.ofDays(3);

    private static final List<String> DEVICES = List.of("phone", "phone", "phone", "tv", "tv", "web", "web", "tablet");
    private static final List<String> QUERIES = List.of(
            "sourdough", "easy chess opening", "jazz piano", "how to draw", "moon landing", "back pain", "funny cats");
    private static final List<String> PATHS = List.of("/", "/", "/", "/trending", "/search", "/plans", "/account");

    private final long seed;
    private final Audience audience;

    VideoService(long seed) {
        this.seed = seed;
        this.audience = new Audience(seed);
    }

    /**
     * The events that are sent from {@code begin} on.
     *
     * @param rate events a second on average
     * @param earliest no event is older
     */
    Burst burst(Instant begin, Duration length, double rate, Instant earliest) {
        // Seeds that are close to each other give the same numbers a few places further on. So the first one only
        // chooses the seed.
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed ^ begin.toEpochMilli()).nextLong());
        double expected = rate * Rhythm.at(begin) * length.toMillis() / 1000;
        int distinct = (int) (expected + random.nextDouble());
        List<ObjectNode> events = new ArrayList<>(distinct + distinct / 25);
        for (int i = 0; i < distinct; i++) {
            ObjectNode event =
                    event(begin.plusMillis(random.nextLong(Math.max(1, length.toMillis()))), earliest, random);
            events.add(event);
            if (random.nextDouble() < SENT_TWICE) {
                events.add(event);
            }
        }
        return new Burst(events, distinct);
    }

    private ObjectNode event(Instant sent, Instant earliest, SplittableRandom random) {
        Instant time = random.nextDouble() < LATE ? late(sent, random) : sent;
        time = time.isBefore(earliest) ? earliest : time;
        int user = audience.user(time, random);
        long twoHours = time.getEpochSecond() / Duration.ofHours(2).toSeconds();
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("event_id", Long.toHexString(random.nextLong()) + "-" + Long.toHexString(random.nextLong()))
                .put("user_id", "user-" + user)
                .put("session_id", "session-" + user + "-" + twoHours)
                .put("timestamp", time.toEpochMilli());
        describe(event, time, random);
        return event;
    }

    /** Most phones are offline for minutes or hours, a few for days. */
    private static Instant late(Instant sent, SplittableRandom random) {
        double uniform = random.nextDouble();
        return sent.minusMillis((long) (LATEST.toMillis() * uniform * uniform * uniform));
    }

    private static void describe(ObjectNode event, Instant time, SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < 0.64) {
            event.put("type", "video_view").put("video_id", Videos.pick(time, random));
            event.putObject("properties")
                    .put("device", oneOf(DEVICES, random))
                    .put("seconds", 5 + (int) (600 * random.nextDouble() * random.nextDouble()));
        } else if (kind < 0.80) {
            event.put("type", "page_view");
            event.putObject("properties")
                    .put("path", oneOf(PATHS, random))
                    .put("load_ms", Math.round(Math.exp(5.8 + 0.6 * random.nextGaussian())));
        } else if (kind < 0.90) {
            event.put("type", "search");
            event.putObject("properties").put("query", oneOf(QUERIES, random)).put("results", random.nextInt(40));
        } else if (kind < 0.96) {
            event.put("type", "video_like").put("video_id", Videos.pick(time, random));
        } else if (kind < 0.985) {
            event.put("type", "signup");
            event.putObject("properties").put("plan", Plan.pick(random).label());
        } else {
            Plan plan = Plan.pickPaid(random);
            event.put("type", "purchase").put("value", plan.price());
            event.putObject("properties").put("plan", plan.label());
        }
    }

    private static String oneOf(List<String> texts, SplittableRandom random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
