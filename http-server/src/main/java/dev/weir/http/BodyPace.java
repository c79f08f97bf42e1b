// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The minimum pace of a body that does not arrive at once. All of it must arrive within a deadline and, after a grace
 * period, at a minimum average rate. The rate is higher while slow bodies take room from others.
 */
final class BodyPace {
    static final int LEAST_BYTES_PER_SECOND = 1024;
    static final int LEAST_BYTES_PER_SECOND_WHEN_CROWDED = 64 * 1024;

    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    private final Duration deadline;
    private final Duration grace;

    BodyPace(Duration deadline) {
        this.deadline = deadline;
        Duration third = deadline.dividedBy(3);
        this.grace = third.compareTo(LONGEST_GRACE) < 0 ? third : LONGEST_GRACE;
    }

    /** Why the body is given up, in one sentence; null while it may continue. */
    @Nullable
    String problem(long elapsedNanos, long receivedBytes, boolean isCrowded) {
        if (elapsedNanos >= deadline.toNanos()) {
            return String.format(Locale.ROOT, "The body was not complete after %d ms, the limit.", deadline.toMillis());
        }
        long least = isCrowded ? LEAST_BYTES_PER_SECOND_WHEN_CROWDED : LEAST_BYTES_PER_SECOND;
        if (elapsedNanos >= grace.toNanos()
                && receivedBytes < least * TimeUnit.NANOSECONDS.toMillis(elapsedNanos) / 1000) {
            return String.format(
                    Locale.ROOT, "The body arrived at less than %d bytes a second, the current minimum.", least);
        }
        return null;
    }

    /** The delay until the next check. It is random, so that many bodies that began together do not end together. */
    long checkAfterMillis() {
        long most = Math.max(2, Math.min(1_000, grace.toMillis()));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }
}
