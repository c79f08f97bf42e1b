// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

/** A column of a metric's rows. */
public enum Column {
    DAY("day", Kind.DATE),
    AS_OF("as_of", Kind.DATE),
    START("start", Kind.INSTANT),
    VIDEO_ID("video_id", Kind.TEXT),
    TYPE("type", Kind.TEXT),
    VIEWS("views", Kind.COUNT),
    DAU("dau", Kind.COUNT),
    WAU("wau", Kind.COUNT),
    MAU("mau", Kind.COUNT),
    EVENTS("events", Kind.COUNT);

    private final String wireName;
    private final Kind kind;

    Column(String wireName, Kind kind) {
        this.wireName = wireName;
        this.kind = kind;
    }

    public String wireName() {
        return wireName;
    }

    public Kind kind() {
        return kind;
    }

    /** The Java type of a value: {@code LocalDate}, {@code Instant}, {@code String} or {@code Long}. */
    public enum Kind {
        DATE,
        INSTANT,
        TEXT,
        COUNT
    }
}
