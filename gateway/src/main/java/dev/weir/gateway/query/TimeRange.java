// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.time.Instant;
import java.time.ZoneId;

/**
 * A range of instants, with the time zone of its days and hours.
 *
 * @param end exclusive; not before the begin
 */
public record TimeRange(Instant begin, Instant end, ZoneId zone, String writtenFrom, String writtenTo)
        implements QueryRange {
    public TimeRange {
        if (begin.isBefore(Instant.EPOCH) || end.isBefore(begin)) {
            throw new IllegalArgumentException(begin + " to " + end);
        }
    }
}
