// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The fate of one copy of an event.
 *
 * @param place empty if the copy was counted before places were recorded and is not in the log
 * @param receivedAt empty for a dead letter that is not in the log
 * @param inLog whether the scan found the copy
 * @param why a sentence
 * @param deadLetter the id of the dead letter
 */
record Fate(
        Optional<Place> place,
        Optional<Instant> receivedAt,
        boolean inLog,
        Kind kind,
        String why,
        Optional<Place> duplicateOf,
        Optional<String> deadLetter) {

    /** Sorted by precedence: if copies differ, the first of their kinds is the fate of the event. */
    enum Kind {
        COUNTED,
        PENDING,
        LATE,
        MALFORMED,
        DUPLICATE,
        /** The job has read the copy, but no table contains it as counted or dead-lettered. */
        UNACCOUNTED;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        String wireName() {
            return wireName;
        }

        static Kind ofReason(String reason) {
            return reason.equals(LATE.wireName) ? LATE : MALFORMED;
        }
    }
}
