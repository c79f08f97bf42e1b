// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import java.time.Instant;
import java.util.List;

/**
 * What the job has recorded about an event.
 *
 * @param readUpTo the first offset of the user's partition that the job's last completed checkpoint has not read
 * @param counted the copies that count; more than one if the identity came again after the deduplication horizon
 */
record StoredCopies(long readUpTo, List<Counted> counted, List<DeadLettered> deadLettered) {
    StoredCopies {
        counted = List.copyOf(counted);
        deadLettered = List.copyOf(deadLettered);
    }

    /** @param place partition 0 and offset 0 also if the event was counted before places were recorded */
    record Counted(Place place, Instant receivedAt) {}

    /**
     * @param topic with the place, the dead letter's id
     * @param reason a stable code
     * @param detail a sentence
     */
    record DeadLettered(String topic, Place place, String reason, String detail) {
        String id() {
            return topic + "-" + place.partition() + "-" + place.offset();
        }
    }
}
