// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import java.util.Locale;
import java.util.function.LongBinaryOperator;

/**
 * The accounts of the ledger. An account has an amount per key. The key is a partition of the log, a day (since the
 * Unix epoch, in UTC), or 0 for an account with a single amount.
 *
 * <p>For every partition {@code read = counted + duplicates + late + malformed}, and
 * {@code read = offset - first_offset}. In total, {@code counted} equals {@code activity} and equals {@code events},
 * and {@code views} equals {@code view_events}.
 */
public enum Account {
    /** By partition: the first offset read. */
    FIRST_OFFSET(Math::min),
    /** By partition: the offset after the last record read. */
    OFFSET(Math::max),
    /** By partition: records read from the log. */
    READ(Long::sum),
    /** By partition: records that are not events or break a rule. */
    MALFORMED(Long::sum),
    /** By partition: events whose day was closed. */
    LATE(Long::sum),
    /** By partition: events whose identity was already counted within the horizon. */
    DUPLICATES(Long::sum),
    /** By partition: events passed on to be counted. */
    COUNTED(Long::sum),

    /** Events applied to the active days of their user. */
    ACTIVITY(Long::sum),
    /** By day: events applied to their minute. */
    EVENTS(Long::sum),
    /** By day: the video views among {@link #EVENTS}. */
    VIEW_EVENTS(Long::sum),
    /** By day: views applied to the pane of their video. */
    VIEWS(Long::sum),
    /** By day: its active users, as sent to the table. */
    DAU(Long::sum),
    /** By day: the active users of the week that ends with it. */
    WAU(Long::sum),
    /** By day: the active users of the 30 days that end with it. */
    MAU(Long::sum),
    /** By day: the events of all defined metrics, as sent to the table. */
    METRIC_EVENTS(Long::sum),
    /**
     * The clock, in milliseconds since the Unix epoch. The tables contain the windows that end on its day or before.
     */
    CLOCK(Math::min),

    /** The number of other lines on a page. No operator keeps it; it is added when the page is written. */
    LINES(Long::sum);

    @SuppressWarnings("ImmutableEnumChecker") // The operators above are stateless.
    private final transient LongBinaryOperator merging;

    Account(LongBinaryOperator merging) {
        this.merging = merging;
    }

    /** Merges the amounts of two subtasks for the same key. */
    long merge(long one, long other) {
        return merging.applyAsLong(one, other);
    }

    /** The account's name in the table. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
