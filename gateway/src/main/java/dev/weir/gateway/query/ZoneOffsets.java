// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/**
 * The offsets of a time zone from UTC during a range of time, in order.
 *
 * <p>Statements get these numbers instead of the zone's name. So the time zone rules of ClickHouse do not matter, and a
 * name that it does not know fails no statement.
 */
public record ZoneOffsets(List<Span> spans) {
    /**
     * A time with one offset.
     *
     * @param until the end of the span, in seconds since 1970; unused for the last one
     * @param seconds to be added to UTC
     */
    public record Span(long until, int seconds) {}

    public ZoneOffsets {
        spans = List.copyOf(spans);
    }

    static ZoneOffsets during(TimeRange range) {
        return during(range.zone(), range.begin(), range.end());
    }

    private static ZoneOffsets during(ZoneId zone, Instant begin, Instant end) {
        List<Span> spans = new ArrayList<>();
        ZoneOffsetTransition next = zone.getRules().nextTransition(begin);
        while (next != null && next.getInstant().isBefore(end)) {
            spans.add(new Span(next.toEpochSecond(), next.getOffsetBefore().getTotalSeconds()));
            next = zone.getRules().nextTransition(next.getInstant());
        }
        Instant last = spans.isEmpty()
                ? begin
                : Instant.ofEpochSecond(spans.get(spans.size() - 1).until());
        spans.add(new Span(Long.MAX_VALUE, zone.getRules().getOffset(last).getTotalSeconds()));
        return new ZoneOffsets(spans);
    }

    /** Whether intervals of this length that begin at multiples of it in UTC also do so in local time. */
    boolean areMultiplesOf(long seconds) {
        Span last = spans.get(spans.size() - 1);
        return spans.stream()
                .allMatch(span -> span.seconds() % seconds == 0 && (span.equals(last) || span.until() % seconds == 0));
    }
}
