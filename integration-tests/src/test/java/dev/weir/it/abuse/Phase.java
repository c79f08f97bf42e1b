package dev.weir.it.abuse;

import java.time.Duration;
import java.time.Instant;

/**
 * A span of a run in which one kind of abuse went on.
 *
 * @param after when the abusers had left, the gateway had had its time to notice, and its garbage was collected
 */
record Phase(String title, Instant from, Instant to, Tally.Counts abuse, Sample before, Sample peak, Sample after) {
    Duration length() {
        return Duration.between(from, to);
    }

    /** How many processors the gateway kept busy on average. */
    double processors() {
        return (double) (peak.cpuMillis() - before.cpuMillis()) / length().toMillis();
    }
}
