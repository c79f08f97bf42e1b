// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** The videos of the service. A few have most of the views. Every two weeks one goes viral, and is soon forgotten. */
final class Videos {
    private static final List<String> TOPICS = List.of(
            "sourdough",
            "guitar",
            "chess",
            "yoga",
            "sushi",
            "astronomy",
            "watercolour",
            "bouldering",
            "jazz",
            "gardening");
    private static final List<String> KINDS = List.of(
            "for-beginners",
            "in-ten-minutes",
            "masterclass",
            "mistakes",
            "live",
            "history",
            "at-home",
            "tools",
            "questions",
            "challenge");
    private static final List<String> VIRAL =
            List.of("cat-plays-the-piano", "dog-on-a-skateboard", "grandmother-dances", "parrot-sings-opera");

    private static final Duration PERIOD = Duration.ofDays(14);

    private static final double RISES_WITHIN_DAYS = 0.25;

    private static final double FADES_WITHIN_DAYS = 2.5;
    private static final double SHARE_AT_THE_PEAK = 0.5;

    private Videos() {}

    static String pick(Instant time, SplittableRandom random) {
        return random.nextDouble() < viralShare(time) ? viralAt(time) : usual(random);
    }

    /** The share of all views that the viral video has. */
    static double viralShare(Instant time) {
        double days = (double) Math.floorMod(time.toEpochMilli(), PERIOD.toMillis())
                / Duration.ofDays(1).toMillis();
        return SHARE_AT_THE_PEAK * Math.min(1, days / RISES_WITHIN_DAYS) * Math.exp(-days / FADES_WITHIN_DAYS);
    }

    static String viralAt(Instant time) {
        long period = Math.floorDiv(time.toEpochMilli(), PERIOD.toMillis());
        return VIRAL.get(Math.floorMod(period, VIRAL.size()));
    }

    private static String usual(SplittableRandom random) {
        double uniform = random.nextDouble();
        int rank = (int) (uniform * uniform * uniform * TOPICS.size() * KINDS.size());
        // Neighbours in rank differ in topic.
        return TOPICS.get(rank % TOPICS.size()) + "-" + KINDS.get(rank / TOPICS.size());
    }
}
