package dev.weir.gateway.lookup;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of a copy of an event.
 *
 * @param place empty where it was counted before places were noted, and is not in the log
 * @param receivedAt empty for a dead letter that is not in the log
 * @param inLog whether the scan found it
 * @param why a sentence
 * @param deadLetter its id
 */
record Fate(
        Optional<Place> place,
        Optional<Instant> receivedAt,
        boolean inLog,
        Kind kind,
        String why,
        Optional<Place> duplicateOf,
        Optional<String> deadLetter) {

    /** In the order in which one of them speaks for several copies. */
    enum Kind {
        COUNTED,
        PENDING,
        LATE,
        MALFORMED,
        DUPLICATE,
        /** Read, and neither counted nor dead-lettered, as far as the tables still know. */
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
