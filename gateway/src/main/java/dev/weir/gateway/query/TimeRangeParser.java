// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.event.EventRules;
import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the parameters {@code from}, {@code to} and {@code tz} of a metric that may be read by instants. */
final class TimeRangeParser {
    private static final long MINUTE = 60;
    private static final long QUARTER = 900;
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private static final Instant END =
            DateRange.LAST.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();

    private final Parameters parameters;
    private final Instant now;

    /** An end of the range: a day or an instant. */
    private record Bound(@Nullable LocalDate day, Instant instant, String written) {}

    TimeRangeParser(Parameters parameters, Instant now) {
        this.parameters = parameters;
        this.now = now;
    }

    /**
     * An instant that is not the begin of an interval is rounded up to the next one. So the range has exactly the
     * intervals that begin in it.
     *
     * @param interval null for the whole range
     * @param inQuarters whether the whole range is measured in quarters of an hour instead of minutes
     */
    TimeRange range(MetricsQuery.@Nullable Interval interval, boolean inQuarters) throws BadParameterException {
        ZoneId zone = zone();
        boolean days = interval == MetricsQuery.Interval.DAY;
        long unit = interval == null ? inQuarters ? QUARTER : MINUTE : interval.seconds();
        Bound from = bound("from", zone, days, unit, false);
        Bound to = bound("to", zone, days, unit, true);
        boolean backwards = from.day() != null && to.day() != null
                ? from.day().isAfter(to.day())
                : from.instant().isAfter(to.instant());
        if (backwards) {
            throw Parameters.invalid(
                    "from",
                    "(" + from.written() + ") must not be after to (" + to.written()
                            + "); each defaults to today, in the time zone");
        }
        return new TimeRange(from.instant(), to.instant(), zone, from.written(), to.written());
    }

    private ZoneId zone() throws BadParameterException {
        String text = parameters.single("tz");
        if (text == null) {
            return ZoneOffset.UTC;
        }
        if (!ZONES.contains(text)) {
            throw Parameters.invalid("tz", "must be a time zone of the IANA database, such as Europe/Berlin or UTC");
        }
        return ZoneId.of(text).normalized();
    }

    private Bound bound(String name, ZoneId zone, boolean days, long unit, boolean isEnd) throws BadParameterException {
        String text = parameters.single(name);
        if (text == null) {
            return day(LocalDate.ofInstant(now, zone), zone, isEnd);
        }
        LocalDate day = MetricsRequestParser.dayOrNull(text);
        if (day != null) {
            return day(day, zone, isEnd);
        }
        if (days) {
            throw Parameters.invalid(name, "must be a day as YYYY-MM-DD, " + MetricsRequestParser.DAYS);
        }
        Long millis = EventRules.parseTimestamp(text);
        if (millis != null && millis >= 0 && millis < END.toEpochMilli()) {
            Instant rounded = roundedUp(Instant.ofEpochMilli(millis), zone, unit);
            return new Bound(null, rounded, rounded.toString());
        }
        throw Parameters.invalid(
                name,
                "must be a day as YYYY-MM-DD, or an RFC 3339 date-time such as 2026-11-20T12:00:00Z, "
                        + MetricsRequestParser.DAYS);
    }

    private static Bound day(LocalDate day, ZoneId zone, boolean isEnd) {
        Instant begin = (isEnd ? day.plusDays(1) : day).atStartOfDay(zone).toInstant();
        // The first day begins before 1970 to the east of Greenwich.
        return new Bound(day, begin.isBefore(Instant.EPOCH) ? Instant.EPOCH : begin, day.toString());
    }

    /** The first instant from this one on whose local time is a multiple of the unit. */
    private static Instant roundedUp(Instant instant, ZoneId zone, long unit) {
        long seconds = -Math.floorDiv(-instant.toEpochMilli(), 1_000L);
        long local = seconds + zone.getRules().getOffset(instant).getTotalSeconds();
        return Instant.ofEpochSecond(seconds + Math.floorMod(-local, unit));
    }
}
