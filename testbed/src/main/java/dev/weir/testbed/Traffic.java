// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Generates traffic, the same for the same seed. A few videos get most views, and a few users make most views. */
public final class Traffic {
    private final Random random;
    private final String name;
    private int made;

    public Traffic(String name, long seed) {
        this.name = name;
        this.random = new Random(seed);
    }

    /** Events that are spread over a span of time, in random order. */
    public List<Sent> events(int count, int users, int videos, Instant from, Duration span) {
        List<Sent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(new Sent(
                    name + "-" + made++,
                    name + "-user-" + skewed(users),
                    name + "/video " + skewed(videos),
                    from.plusMillis((long) (random.nextDouble() * span.toMillis()))));
        }
        return events;
    }

    /** Every event once and every third event twice, shuffled. */
    public List<Sent> shuffledWithDuplicates(List<Sent> events) {
        List<Sent> again = new ArrayList<>(events);
        for (int i = 0; i < events.size(); i += 3) {
            again.add(events.get(i));
        }
        Collections.shuffle(again, random);
        return again;
    }

    private int skewed(int bound) {
        double uniform = random.nextDouble();
        return (int) (bound * uniform * uniform * uniform);
    }
}
