// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.event.EventRules;
import dev.weir.job.time.AllowedLateness;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The event rules by time of receipt: an event is checked with the lateness that applied when it was received. Not
 * thread-safe.
 */
final class RulesByReceipt {
    private final AllowedLateness lateness;
    private final EventRules current;
    private final Map<Duration, EventRules> earlier = new HashMap<>();

    RulesByReceipt(AllowedLateness lateness) {
        this.lateness = lateness;
        this.current = new EventRules(lateness.current());
    }

    EventRules at(long receivedAt) {
        return lateness.earlier().isEmpty()
                ? current
                : earlier.computeIfAbsent(lateness.at(receivedAt), EventRules::new);
    }
}
