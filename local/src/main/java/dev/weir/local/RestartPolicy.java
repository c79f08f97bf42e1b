package dev.weir.local;

import java.time.Duration;
import java.util.Optional;

/**
 * When a component that ended by itself is started again: after 1 s, then after twice as long each time, up to 30 s. One that ran for a
 * minute begins anew. When one has ended six times and never ran for a minute in between, it is given up.
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
     * Notes that the component ended.
     *
     * @param ran for how long it had been ready; zero when its start failed
     * @return how long to wait before the next start; empty to give up
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
