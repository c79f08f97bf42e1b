// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides when a component that ended unexpectedly is started again. The pause is 1 s at first, and doubles each time
 * up to 30 s. It returns to 1 s after the component has run for a minute. A component that ends six times, and never
 * runs for a minute in between, is given up.
 */
final class RestartPolicy {
    static final int MOST_ENDS = 6;
    static final Duration STABLE = Duration.ofMinutes(1);

    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Duration firstPause;

    private int ends;

    RestartPolicy(Duration firstPause) {
        this.firstPause = firstPause;
    }

    /**
     * Records that the component ended.
     *
     * @param ran how long the component had been ready; zero if its start failed
     * @return the pause before the next start; empty to give up
     */
    Optional<Duration> ended(Duration ran) {
        ends = ran.compareTo(STABLE) >= 0 ? 1 : ends + 1;
        if (ends >= MOST_ENDS) {
            return Optional.empty();
        }
        Duration pause = firstPause.multipliedBy(1L << (ends - 1));
        return Optional.of(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }
}
