package dev.weir.gateway.deadletters;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that was done about a dead letter.
 *
 * @param at when it was started, to the millisecond
 * @param detail a sentence on the outcome
 */
public record Action(Instant at, Kind kind, Outcome outcome, String detail) {
    /** What was meant to be done. */
    public enum Kind {
        REDRIVE,
        DISCARD;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        public String wireName() {
            return wireName;
        }
    }

    /** Whether the event may have got into the log by this action. */
    boolean mayHavePublished() {
        return outcome == Outcome.STARTED || outcome == Outcome.PUBLISHED || outcome == Outcome.UNACKNOWLEDGED;
    }

    /** What came of it. */
    public enum Outcome {
        /** Nobody knows: it was cut off, or is still going on. */
        STARTED,
        /** The event is durable in the log once more. */
        PUBLISHED,
        /** An event with this identity counts already; nothing was sent. */
        ALREADY_COUNTED,
        /** It was sent, and Kafka did not say in time that it has it. */
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
