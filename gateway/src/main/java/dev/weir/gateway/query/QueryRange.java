// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.time.Instant;

/** The range of time of a query. */
public sealed interface QueryRange permits DateRange, TimeRange {
    Instant begin();

    /** Exclusive. */
    Instant end();

    /** The begin as answers have it: a day, or an instant. */
    String writtenFrom();

    /** The end as answers have it: the last day, or an instant after the range. */
    String writtenTo();
}
