// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.metric.Aggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored rows that answer a query of a defined metric. Chooses the coarsest rows that do.
 *
 * @param pieces cover the range without overlap, each with rows of one length
 */
public record StoredRows(Table table, List<Piece> pieces, ZoneOffsets offsets) {
    /** Where the rows are. */
    public enum Table {
        /** Rows with values. */
        VALUES,
        /** The distinct texts of unique counts, because distinct counts of several intervals do not add up. */
        MEMBERS
    }

    /** The length of time of a row. */
    public enum Length {
        MINUTE(60, 31),
        QUARTER(900, 92),
        HOUR(3_600, 731),
        DAY(86_400, Integer.MAX_VALUE);

        private final long seconds;
        private final int mostDays;

        Length(long seconds, int mostDays) {
            this.seconds = seconds;
            this.mostDays = mostDays;
        }

        /** The most days that a query may read in rows of this length. */
        int mostDays() {
            return mostDays;
        }

        /** The name, as in ClickHouse. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Rows of one length.
     *
     * @param begin in seconds since 1970
     * @param end in seconds since 1970, exclusive
     */
    public record Piece(Length length, long begin, long end) {}

    private static final List<Length> OF_VALUES = List.of(Length.DAY, Length.HOUR, Length.MINUTE);

    public StoredRows {
        pieces = List.copyOf(pieces);
    }

    /** Empty if the offsets of the time zone are no multiples of any length of the rows. */
    static Optional<StoredRows> of(MetricsQuery.Defined query) {
        ZoneOffsets offsets = ZoneOffsets.during(query.range());
        long begin = query.range().begin().getEpochSecond();
        long end = query.range().end().getEpochSecond();
        MetricsQuery.Interval interval = query.interval();
        boolean unique = query.definition().aggregate() == Aggregate.UNIQUE;
        List<Piece> pieces = interval == null
                ? covering(begin, end)
                : piece(interval.seconds(), begin, end, offsets).map(List::of).orElse(List.of());
        if (unique && !areOneRowEach(pieces, interval)) {
            return begin % Length.QUARTER.seconds == 0
                            && end % Length.QUARTER.seconds == 0
                            && (interval == null || offsets.areMultiplesOf(Length.QUARTER.seconds))
                    ? Optional.of(
                            new StoredRows(Table.MEMBERS, List.of(new Piece(Length.QUARTER, begin, end)), offsets))
                    : Optional.empty();
        }
        return pieces.isEmpty() ? Optional.empty() : Optional.of(new StoredRows(Table.VALUES, pieces, offsets));
    }

    /** The number of days that a query may have at most, if it has more; the work of longer ones has no useful bound. */
    Optional<Integer> exceededDays() {
        return pieces.stream()
                .filter(piece -> (piece.end() - piece.begin()) / Length.DAY.seconds > piece.length().mostDays)
                .map(piece -> piece.length().mostDays)
                .findFirst();
    }

    private static boolean areOneRowEach(List<Piece> pieces, MetricsQuery.@Nullable Interval interval) {
        if (pieces.size() != 1) {
            return false;
        }
        Piece only = pieces.get(0);
        return only.length().seconds == (interval == null ? only.end() - only.begin() : interval.seconds());
    }

    /** Rows that each are within one interval of local time. */
    private static Optional<Piece> piece(long interval, long begin, long end, ZoneOffsets offsets) {
        return OF_VALUES.stream()
                .filter(length -> interval % length.seconds == 0
                        && begin % length.seconds == 0
                        && end % length.seconds == 0
                        && offsets.areMultiplesOf(length.seconds))
                .map(length -> new Piece(length, begin, end))
                .findFirst();
    }

    /** Days in the middle of the range, and shorter rows at its ends. Empty if an end is within a minute. */
    private static List<Piece> covering(long begin, long end) {
        List<Piece> pieces = new ArrayList<>();
        if (begin % Length.MINUTE.seconds == 0 && end % Length.MINUTE.seconds == 0) {
            cover(begin, end, OF_VALUES, pieces);
        }
        return pieces;
    }

    private static void cover(long begin, long end, List<Length> lengths, List<Piece> pieces) {
        Length length = lengths.get(0);
        List<Length> shorter = lengths.subList(1, lengths.size());
        long first = -Math.floorDiv(-begin, length.seconds) * length.seconds;
        long last = Math.floorDiv(end, length.seconds) * length.seconds;
        if (shorter.isEmpty()) {
            pieces.add(new Piece(length, begin, end));
        } else if (first >= last) {
            cover(begin, end, shorter, pieces);
        } else {
            coverRest(begin, first, shorter, pieces);
            pieces.add(new Piece(length, first, last));
            coverRest(last, end, shorter, pieces);
        }
    }

    private static void coverRest(long begin, long end, List<Length> lengths, List<Piece> pieces) {
        if (begin < end) {
            cover(begin, end, lengths, pieces);
        }
    }
}
