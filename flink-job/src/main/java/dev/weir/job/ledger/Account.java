package dev.weir.job.ledger;

import java.util.Locale;
import java.util.function.LongBinaryOperator;

/**
 * What the books have amounts of, each by a key: a partition of the log, a day (since the Unix epoch, in UTC), or 0 where
 * there is only one.
 *
 * <p>For every partition {@code read = counted + duplicates + late + malformed}, and {@code read = offset - first_offset}.
 * In total, what is counted is what {@code activity} and {@code events} have applied, and {@code views} are the {@code
 * view_events}.
 */
public enum Account {
    /** By partition: the first offset that was read. */
    FIRST_OFFSET(Math::min),
    /** By partition: the offset after the last that was read. */
    OFFSET(Math::max),
    /** By partition: records of the log. */
    READ(Long::sum),
    /** By partition: records that are no events, or break a rule. */
    MALFORMED(Long::sum),
    /** By partition: events whose day was closed. */
    LATE(Long::sum),
    /** By partition: events whose identity is remembered. */
    DUPLICATES(Long::sum),
    /** By partition: events that were passed on to be counted. */
    COUNTED(Long::sum),

    /** Events that were applied to the active days of their user. */
    ACTIVITY(Long::sum),
    /** By day: events that were applied to their minute. */
    EVENTS(Long::sum),
    /** By day: those of them that are views of videos. */
    VIEW_EVENTS(Long::sum),
    /** By day: views that were applied to the pane of their video. */
    VIEWS(Long::sum),
    /** By day: its users, as passed on to the table. */
    DAU(Long::sum),
    /** By day: the users of the week that ends with it. */
    WAU(Long::sum),
    /** By day: the users of the 30 days that end with it. */
    MAU(Long::sum),
    /** The clock, in milliseconds since the Unix epoch: windows that end on its day or before are in the tables. */
    CLOCK(Math::min),

    /** How many other lines a page has. No operator keeps it: it is added when the page is written. */
    LINES(Long::sum);

    @SuppressWarnings("ImmutableEnumChecker") // The operators above hold nothing.
    private final transient LongBinaryOperator merging;

    Account(LongBinaryOperator merging) {
        this.merging = merging;
    }

    /** One amount of what two say of the same key. */
    long merge(long one, long other) {
        return merging.applyAsLong(one, other);
    }

    /** Its name in the table. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
