// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.DateRange;
import java.time.LocalDate;
import java.util.List;

/** Converts a range of days and a limit to parameters of a statement. */
final class DayParameters {
    private static final long SECONDS_OF_A_DAY = 86_400;

    private DayParameters() {}

    /** The first and the last day, as {@code YYYY-MM-DD}. */
    static List<Object> of(DateRange range) {
        return List.of(range.from().toString(), range.to().toString());
    }

    /** The first second of the range and the first second after it, since 1970. */
    static List<Object> secondsOf(DateRange range) {
        return secondsOf(range.from(), range.to());
    }

    static List<Object> secondsOf(LocalDate from, LocalDate to) {
        return List.of(from.toEpochDay() * SECONDS_OF_A_DAY, (to.toEpochDay() + 1) * SECONDS_OF_A_DAY);
    }

    /** One row more than the limit, which shows that there are more. */
    static Long oneMore(int limit) {
        return limit + 1L;
    }
}
