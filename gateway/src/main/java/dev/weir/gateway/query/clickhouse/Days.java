package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.DateRange;
import java.time.LocalDate;
import java.util.List;

/** A range and a limit as parameters of a statement. */
final class Days {
    private static final long SECONDS_OF_A_DAY = 86_400;

    private Days() {}

    /** First and last day, as {@code YYYY-MM-DD}. */
    static List<Object> of(DateRange range) {
        return List.of(range.from().toString(), range.to().toString());
    }

    /** The first second, and the one after the last, since 1970. */
    static List<Object> secondsOf(DateRange range) {
        return secondsOf(range.from(), range.to());
    }

    static List<Object> secondsOf(LocalDate from, LocalDate to) {
        return List.of(from.toEpochDay() * SECONDS_OF_A_DAY, (to.toEpochDay() + 1) * SECONDS_OF_A_DAY);
    }

    /** A row beyond the limit says that there are more. */
    static Long oneMore(int limit) {
        return limit + 1L;
    }
}
