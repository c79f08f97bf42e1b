// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.time.Duration;
import java.time.Instant;

/**
 * A phase of a run with one kind of abuse.
 *
 * @param after after the abusers left, the gateway had time to notice, and its garbage was collected
 */
record Phase(
        String title, Instant from, Instant to, AbuseTally.Counts abuse, Sample before, Sample peak, Sample after) {
    Duration length() {
        return Duration.between(from, to);
    }

    /** The average number of processors that the gateway kept busy. */
    double processors() {
        return (double) (peak.cpuMillis() - before.cpuMillis()) / length().toMillis();
    }
}
