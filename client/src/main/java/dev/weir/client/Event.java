// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event of a user. The gateway checks its rules (lengths, characters, age); a refused event arrives at
 * {@link ClientListener#eventsFailed}. Immutable.
 */
public final class Event {
    private final Map<String, Object> fields;

    private Event(Map<String, Object> fields) {
        this.fields = fields;
    }

    /**
     * An event without further fields.
     *
     * @param userId the user, 1 to 128 characters
     * @param type such as {@code purchase}: a lower-case letter, then lower-case letters, digits, {@code _} and {@code .}
     */
    public static Event of(String userId, String type) {
        return builder(userId, type).build();
    }

    /** A view of a video, of the type {@code video_view}. */
    public static Event view(String userId, String videoId) {
        return builder(userId, "video_view").videoId(videoId).build();
    }

    /** Begins an event with further fields. */
    public static Builder builder(String userId, String type) {
        return new Builder(userId, type);
    }

    /** The fields as the gateway names them, in the order of their setting. */
    Map<String, Object> fields() {
        return fields;
    }

    /** Sets the fields of an event. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Object> fields = new LinkedHashMap<>();
        private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();

        private Builder(String userId, String type) {
            set("user_id", userId);
            set("type", type);
        }

        /**
         * Sets your own identity of the event, 1 to 64 characters, such as {@code order-4711-paid}. The default is a new
         * UUID. Weir counts an identity once for its user within 24 hours.
         */
        public Builder eventId(String eventId) {
            return set("event_id", eventId);
        }

        /** Sets the video, 1 to 128 characters. */
        public Builder videoId(String videoId) {
            return set("video_id", videoId);
        }

        /** Sets the session, 1 to 128 characters. */
        public Builder sessionId(String sessionId) {
            return set("session_id", sessionId);
        }

        /** Sets when the event happened, with a precision of milliseconds. The default is the time of {@code track}. */
        public Builder timestamp(Instant timestamp) {
            return set("timestamp", timestamp.toEpochMilli());
        }

        /**
         * Sets a number that belongs to the event, such as an amount.
         *
         * @throws IllegalArgumentException if it is not finite
         */
        public Builder value(double value) {
            return set("value", JsonLine.finite(value));
        }

        /**
         * Adds a property. The properties of an event may have 8 KiB as JSON and 4 levels.
         *
         * @param value a string, boolean, number, {@link Map}, {@link Iterable}, or null. It must not change until the
         *     event is passed to {@code track}.
         */
        public Builder property(String name, @Nullable Object value) {
            properties.put(Objects.requireNonNull(name, "name"), value);
            return this;
        }

        public Event build() {
            Map<String, Object> copy = new LinkedHashMap<>(fields);
            if (!properties.isEmpty()) {
                copy.put("properties", new LinkedHashMap<>(properties));
            }
            return new Event(copy);
        }

        private Builder set(String field, Object value) {
            fields.put(field, Objects.requireNonNull(value, field));
            return this;
        }
    }
}
