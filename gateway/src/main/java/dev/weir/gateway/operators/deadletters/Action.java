// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.time.Instant;
import java.util.Locale;

/**
 * An action that was taken on a dead letter.
 *
 * @param at when the action was started, to the millisecond
 * @param detail a sentence on the outcome
 */
public record Action(Instant at, Kind kind, Outcome outcome, String detail) {
    public enum Kind {
        REDRIVE,
        DISCARD;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        public String wireName() {
            return wireName;
        }
    }

    /** Whether this action may have put the event into the log. */
    boolean mayHavePublished() {
        return outcome == Outcome.STARTED || outcome == Outcome.PUBLISHED || outcome == Outcome.UNACKNOWLEDGED;
    }

    public enum Outcome {
        /** The outcome is unknown: the action was interrupted, or is still running. */
        STARTED,
        /** The event was sent, and Kafka acknowledged it. */
        PUBLISHED,
        /** An event with this identity is already counted. Nothing was sent. */
        ALREADY_COUNTED,
        /** The event was sent, but Kafka did not acknowledge it in time. */
        UNACKNOWLEDGED,
        /** Nothing was sent. */
        FAILED,
        DISCARDED;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        public String wireName() {
            return wireName;
        }
    }
}
