// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The validation rules for an event. The gateway applies them field by field while it parses. The job applies
 * {@link #check} to what it reads from Kafka, because other programs may write there too.
 *
 * <p>A method returns null if its rule is met. Immutable and thread-safe.
 */
public final class EventRules {
    public static final int MAX_EVENT_ID_LENGTH = 64;
    public static final int MAX_TYPE_LENGTH = 64;
    public static final int MAX_USER_ID_LENGTH = 128;
    public static final int MAX_VIDEO_ID_LENGTH = 128;
    public static final int MAX_SESSION_ID_LENGTH = 128;

    /** The limit for a CloudEvents attribute that no field of an event takes. */
    public static final int MAX_ATTRIBUTE_LENGTH = 1_024;

    /** In UTF-8, as the producer sent it. */
    public static final int MAX_PROPERTIES_BYTES = 8 * 1024;

    /** The nesting of objects and arrays. {@code properties} itself is the first level. */
    public static final int MAX_PROPERTIES_DEPTH = 4;

    /** In UTF-8, as the producer sent it. */
    public static final int MAX_EVENT_BYTES = 32 * 1024;

    /** How far a producer's clock may be ahead of the gateway's clock. */
    public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

    private static final Duration PLAUSIBLE_AGE = Duration.ofDays(3650);

    /**
     * No event was received before this time. Minus the longest lateness, it is still after 1970, where the tables
     * begin.
     */
    private static final long FIRST_RECEIPT =
            Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    /** The tables cannot store seconds after 2106. */
    private static final long END_OF_RECEIPTS =
            Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    /** Kafka's timestamp of a record without one. */
    private static final long NO_TIMESTAMP = -1;

    /** Types with this prefix describe a video and must name it. */
    private static final String VIDEO_TYPE_PREFIX = "video_";

    private final Duration allowedLateness;

    /** @param allowedLateness how old an event may be when it is received */
    public EventRules(Duration allowedLateness) {
        this.allowedLateness = allowedLateness;
    }

    public Duration allowedLateness() {
        return allowedLateness;
    }

    public @Nullable Violation eventId(String eventId) {
        return Strings.check("event_id", eventId, MAX_EVENT_ID_LENGTH);
    }

    public @Nullable Violation type(String type) {
        Violation violation = Strings.check("type", type, MAX_TYPE_LENGTH);
        if (violation != null) {
            return violation;
        }
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            boolean later = c >= '0' && c <= '9' || c == '_' || c == '.';
            if (!letter && (i == 0 || !later)) {
                return new Violation(
                        ErrorCode.INVALID_VALUE,
                        "type",
                        "type must be a lower-case letter, followed by lower-case letters, digits, '_' and '.'.");
            }
        }
        return null;
    }

    public @Nullable Violation userId(String userId) {
        Violation violation = Strings.check("user_id", userId, MAX_USER_ID_LENGTH);
        if (violation != null) {
            return violation;
        }
        return JunkIdentities.contains(userId)
                ? new Violation(
                        ErrorCode.JUNK_IDENTITY,
                        "user_id",
                        String.format(
                                Locale.ROOT,
                                "user_id '%s' is a placeholder for a missing user. Send the id of a user, or of the"
                                        + " device.",
                                userId))
                : null;
    }

    public @Nullable Violation videoId(String videoId) {
        return Strings.check("video_id", videoId, MAX_VIDEO_ID_LENGTH);
    }

    public @Nullable Violation sessionId(String sessionId) {
        return Strings.check("session_id", sessionId, MAX_SESSION_ID_LENGTH);
    }

    /** @param name of a CloudEvents attribute */
    public @Nullable Violation attribute(String name, String text) {
        return Strings.check(name, text, MAX_ATTRIBUTE_LENGTH);
    }

    public @Nullable Violation value(double value) {
        return Double.isFinite(value)
                ? null
                : new Violation(ErrorCode.INVALID_VALUE, "value", "value is too large for a 64-bit number.");
    }

    /** Checks that an event names a video if its type begins with {@code video_}. */
    public @Nullable Violation videoOf(String type, boolean hasVideo) {
        return hasVideo || !type.startsWith(VIDEO_TYPE_PREFIX)
                ? null
                : new Violation(
                        ErrorCode.MISSING_FIELD,
                        "video_id",
                        String.format(Locale.ROOT, "video_id is required for events of the type '%s'.", type));
    }

    /** @param timestamp in milliseconds since the Unix epoch, like {@code receivedAt} */
    public @Nullable Violation timestamp(long timestamp, long receivedAt) {
        if (isInFuture(timestamp, receivedAt)) {
            return new Violation(
                    ErrorCode.IN_FUTURE,
                    "timestamp",
                    String.format(
                            Locale.ROOT,
                            "timestamp %s is more than %d minutes ahead of the time of receipt, %s%s.",
                            written(timestamp),
                            MAX_CLOCK_SKEW.toMinutes(),
                            written(receivedAt),
                            otherUnit(timestamp, receivedAt)));
        }
        if (isTooOld(timestamp, receivedAt)) {
            return new Violation(
                    ErrorCode.TOO_OLD,
                    "timestamp",
                    String.format(
                            Locale.ROOT,
                            "timestamp %s is more than %s before the time of receipt%s.",
                            written(timestamp),
                            written(allowedLateness),
                            otherUnit(timestamp, receivedAt)));
        }
        return null;
    }

    /** A hint if the timestamp is plausible in another unit. A producer that sends seconds does not mean 1970. */
    private String otherUnit(long timestamp, long receivedAt) {
        if (timestamp > 0 && timestamp < Long.MAX_VALUE / 1000 && isPlausible(timestamp * 1000, receivedAt)) {
            return "; it looks like seconds: multiply by 1000";
        }
        if (isPlausible(timestamp / 1000, receivedAt)) {
            return "; it looks like microseconds: divide by 1000";
        }
        return isPlausible(timestamp / 1_000_000, receivedAt) ? "; it looks like nanoseconds: divide by 1000000" : "";
    }

    /**
     * True if the time is not in the future, and at most ten years ago. The allowed lateness does not matter, because
     * an event that is too old may have the wrong unit too.
     */
    private static boolean isPlausible(long millis, long receivedAt) {
        return !isInFuture(millis, receivedAt) && millis > receivedAt - PLAUSIBLE_AGE.toMillis();
    }

    /** True if an event of this age is rejected. The gateway applies this rule and, on a replay, the job. */
    public boolean isTooOld(long timestamp, long receivedAt) {
        return timestamp < receivedAt - allowedLateness.toMillis();
    }

    /**
     * Parses an RFC 3339 date-time.
     *
     * @return milliseconds since the Unix epoch, or null if the text is not a date-time
     */
    public static @Nullable Long parseTimestamp(String text) {
        return Rfc3339.parse(text);
    }

    /** Checks that a string inside {@code properties} is well-formed. There are no rules about its contents. */
    public static @Nullable Violation wellFormed(String field, String text) {
        return Strings.isWellFormed(text) ? null : Strings.loneSurrogate(field);
    }

    /** Checks that the timestamp of a record, in milliseconds since the Unix epoch, is a plausible time of receipt. */
    public @Nullable Violation receipt(long receivedAt) {
        return receivedAt >= FIRST_RECEIPT && receivedAt < END_OF_RECEIPTS
                ? null
                : new Violation(
                        ErrorCode.INVALID_VALUE,
                        null,
                        receivedAt == NO_TIMESTAMP
                                ? "The record has no timestamp, which must be the time of receipt."
                                : String.format(
                                        Locale.ROOT,
                                        "The record's timestamp, %d, is not a valid time of receipt: it must be"
                                                + " milliseconds since"
                                                + " 1970, from %s to %s.",
                                        receivedAt,
                                        written(FIRST_RECEIPT),
                                        written(END_OF_RECEIPTS)));
    }

    /** Checks the {@code properties} of an event. */
    public @Nullable Violation properties(String json) {
        return PropertiesCheck.of(json);
    }

    /** Applies every rule to an event that did not come through the gateway's parser. */
    public @Nullable Violation check(Event event, long receivedAt) {
        Violation violation = receipt(receivedAt);
        if (violation == null) {
            violation = eventId(event.eventId());
        }
        if (violation == null) {
            violation = type(event.type());
        }
        if (violation == null) {
            violation = userId(event.userId());
        }
        if (violation == null && event.videoId() != null) {
            violation = videoId(event.videoId());
        }
        if (violation == null && event.sessionId() != null) {
            violation = sessionId(event.sessionId());
        }
        if (violation == null && event.value() != null) {
            violation = value(event.value());
        }
        if (violation == null) {
            violation = videoOf(event.type(), event.videoId() != null);
        }
        if (violation == null) {
            violation = timestamp(event.timestamp(), receivedAt);
        }
        if (violation == null && event.properties() != null) {
            violation = properties(event.properties());
        }
        return violation;
    }

    private static boolean isInFuture(long timestamp, long receivedAt) {
        return timestamp > receivedAt + MAX_CLOCK_SKEW.toMillis();
    }

    private static String written(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static String written(Duration duration) {
        return duration.toMillis() % 86_400_000 == 0 ? duration.toDays() + " days" : duration.toString();
    }
}
