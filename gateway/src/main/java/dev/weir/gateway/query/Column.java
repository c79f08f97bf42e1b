// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.math.BigDecimal;
import java.util.List;

/**
 * A column of a metric's rows.
 *
 * @param bounds the upper bounds of the buckets, for {@link Kind#BUCKETS}; otherwise empty
 */
public record Column(String name, Kind kind, List<BigDecimal> bounds) {
    public static final Column DAY = new Column("day", Kind.DATE);
    public static final Column AS_OF = new Column("as_of", Kind.DATE);
    public static final Column START = new Column("start", Kind.INSTANT);
    public static final Column START_DAY = new Column("start", Kind.DATE);
    public static final Column VIDEO_ID = new Column("video_id", Kind.TEXT);
    public static final Column TYPE = new Column("type", Kind.TEXT);
    public static final Column VIEWS = new Column("views", Kind.COUNT);
    public static final Column DAU = new Column("dau", Kind.COUNT);
    public static final Column WAU = new Column("wau", Kind.COUNT);
    public static final Column MAU = new Column("mau", Kind.COUNT);
    public static final Column EVENTS = new Column("events", Kind.COUNT);
    public static final Column COUNTED = new Column("value", Kind.COUNT);
    public static final Column NUMBER = new Column("value", Kind.DECIMAL);
    public static final Column COUNT = new Column("count", Kind.COUNT);
    public static final Column SUM = new Column("sum", Kind.DECIMAL);
    public static final Column MIN = new Column("min", Kind.DECIMAL);
    public static final Column MAX = new Column("max", Kind.DECIMAL);

    public Column {
        bounds = List.copyOf(bounds);
    }

    public Column(String name, Kind kind) {
        this(name, kind, List.of());
    }

    /** How many events are up to each of the bounds. */
    public static Column buckets(List<BigDecimal> bounds) {
        return new Column("buckets", Kind.BUCKETS, bounds);
    }

    /** The Java type of a value. */
    public enum Kind {
        /** {@code LocalDate}. */
        DATE,
        /** {@code Instant}. */
        INSTANT,
        /** {@code String}. */
        TEXT,
        /** {@code Long}. */
        COUNT,
        /** {@code BigDecimal}. */
        DECIMAL,
        /** A list with a {@code Long} for each bound. */
        BUCKETS
    }
}
