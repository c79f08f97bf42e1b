// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.util.Locale;

/** The fields of an event. */
enum EventField {
    EVENT_ID,
    TYPE,
    TIMESTAMP,
    USER_ID,
    VIDEO_ID,
    SESSION_ID,
    VALUE,
    PROPERTIES;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** Such as {@code user_id}. */
    String wireName() {
        return wireName;
    }
}
