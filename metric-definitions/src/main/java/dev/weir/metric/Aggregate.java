// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.util.Locale;

/** What a metric computes from the events of an interval. */
public enum Aggregate {
    /** The number of events. */
    COUNT,
    /** The sum of a number. */
    SUM,
    /** The smallest value of a number. */
    MIN,
    /** The largest value of a number. */
    MAX,
    /** The value of a number in the latest event. */
    LAST,
    /** The number of distinct texts. */
    UNIQUE,
    /** The number of events by ranges of a number. */
    HISTOGRAM;

    /** The name in a file of definitions, such as {@code sum}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the aggregate is computed from a number. */
    public boolean isOfNumber() {
        return this != COUNT && this != UNIQUE;
    }
}
