// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Days in UTC, both inclusive. */
public record DateRange(LocalDate from, LocalDate to) implements QueryRange {
    /** {@code FIRST} and {@code LAST} fit into ClickHouse's {@code Date} and {@code DateTime}. */
    static final LocalDate FIRST = LocalDate.EPOCH;

    static final LocalDate LAST = LocalDate.of(2105, 12, 31);

    public DateRange {
        if (from.isBefore(FIRST) || to.isAfter(LAST) || from.isAfter(to)) {
            throw new IllegalArgumentException(from + " to " + to);
        }
    }

    @Override
    public Instant begin() {
        return from.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public Instant end() {
        return to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public String writtenFrom() {
        return from.toString();
    }

    @Override
    public String writtenTo() {
        return to.toString();
    }
}
