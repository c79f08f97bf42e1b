// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.event.Violation;
import dev.weir.http.UuidV7;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event while it is being read: its fields so far, each checked against its rules, and the first violation.
 *
 * <p>Fields have the names under which the producer sent them, so that error messages use the producer's names. Reused;
 * not thread-safe.
 */
final class EventDraft {
    private final EventRules rules;
    private final UuidV7 uuids = new UuidV7();
    private final Set<EventField> seen = EnumSet.noneOf(EventField.class);

    private long receivedAt;
    private @Nullable Violation violation;
    private @Nullable String sentEventId;
    private @Nullable UUID identity;
    private @Nullable String type;
    private @Nullable Long timestamp;
    private @Nullable String userId;
    private @Nullable String videoId;
    private @Nullable String sessionId;
    private @Nullable Double value;
    private @Nullable String properties;

    EventDraft(EventRules rules) {
        this.rules = rules;
    }

    /** @param receivedAt milliseconds since the Unix epoch */
    void begin(long receivedAt) {
        this.receivedAt = receivedAt;
        seen.clear();
        violation = null;
        sentEventId = null;
        identity = null;
        type = null;
        timestamp = null;
        userId = null;
        videoId = null;
        sessionId = null;
        value = null;
        properties = null;
    }

    EventRules rules() {
        return rules;
    }

    /** Records that a field is present. Returns false, and refuses the event, if it was present before. */
    boolean isFirst(EventField field, String sentAs) {
        if (!seen.add(field)) {
            refuse(ErrorCode.DUPLICATE_FIELD, sentAs, sentAs + " appears twice.");
            return false;
        }
        return true;
    }

    void eventId(String text, String sentAs) {
        if (obeys(rules.eventId(text), EventField.EVENT_ID, sentAs)) {
            sentEventId = text;
        }
    }

    void type(String text, String sentAs) {
        if (obeys(rules.type(text), EventField.TYPE, sentAs)) {
            type = text;
        }
    }

    /** @param millis since the Unix epoch */
    void timestamp(long millis, String sentAs) {
        if (obeys(rules.timestamp(millis, receivedAt), EventField.TIMESTAMP, sentAs)) {
            timestamp = millis;
        }
    }

    void userId(String text, String sentAs) {
        if (obeys(rules.userId(text), EventField.USER_ID, sentAs)) {
            userId = text;
        }
    }

    void videoId(String text, String sentAs) {
        if (obeys(rules.videoId(text), EventField.VIDEO_ID, sentAs)) {
            videoId = text;
        }
    }

    void sessionId(String text, String sentAs) {
        if (obeys(rules.sessionId(text), EventField.SESSION_ID, sentAs)) {
            sessionId = text;
        }
    }

    void value(double number, String sentAs) {
        if (obeys(rules.value(number), EventField.VALUE, sentAs)) {
            value = number;
        }
    }

    /** @param json a valid object */
    void properties(String json) {
        properties = json;
    }

    /** Sets an {@code event_id} that is not the sent one. */
    void identity(UUID derived) {
        identity = derived;
    }

    /** Sets the type of an event that has a video but no type. */
    void typeIfVideo(String assumed) {
        if (type == null && videoId != null) {
            type = assumed;
        }
    }

    /** Checks what is known only at the end of the event: it has a user, and a video if its type needs one. */
    void complete(String userIdName, String missingUserId, String videoIdName) {
        if (userId == null) {
            refuse(ErrorCode.MISSING_FIELD, userIdName, missingUserId);
        }
        if (type == null) {
            refuse(ErrorCode.MISSING_FIELD, "type", "type is required for an event without video_id.");
        } else {
            obeys(rules.videoOf(type, videoId != null), EventField.VIDEO_ID, videoIdName);
        }
    }

    boolean obeys(@Nullable Violation broken) {
        if (broken != null && violation == null) {
            violation = broken;
        }
        return broken == null;
    }

    boolean obeys(@Nullable Violation broken, EventField field, String sentAs) {
        return broken == null || obeys(broken.renamed(field.wireName(), sentAs));
    }

    void refuse(ErrorCode code, @Nullable String field, String message) {
        obeys(new Violation(code, field, message));
    }

    /** The first violation, or null. */
    @Nullable
    Violation violation() {
        return violation;
    }

    /** The {@code event_id} that was sent, if it is valid. */
    @Nullable
    String sentEventId() {
        return sentEventId;
    }

    @Nullable
    String type() {
        return type;
    }

    @Nullable
    String userId() {
        return userId;
    }

    @Nullable
    String properties() {
        return properties;
    }

    /** @throws IllegalStateException if there is a violation */
    Event event(int index, @Nullable IdempotencyKey key) {
        if (violation != null || userId == null || type == null) {
            throw new IllegalStateException("The event breaks a rule.");
        }
        boolean assigned = sentEventId == null && key == null;
        long time = timestamp == null ? receivedAt : timestamp;
        return new Event(eventId(index, key), assigned, type, time, userId, videoId, sessionId, value, properties);
    }

    private String eventId(int index, @Nullable IdempotencyKey key) {
        if (identity != null) {
            return identity.toString();
        }
        if (sentEventId != null) {
            return sentEventId;
        }
        return (key == null ? uuids.next(receivedAt) : key.eventId(index)).toString();
    }
}
