// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.util.SortedMap;
import java.util.function.Function;

/** A column whose sums are in the ledger, by day or by partition. */
enum LedgerColumn {
    VIEWS("video_views_daily", "views", Key.DAY, ledger -> ledger.of("views")),
    VIEWS_30D("video_views_30d", "views", Key.DAY, Ledger::views30d),
    DAU("active_users_daily", "dau", Key.DAY, ledger -> ledger.byDayOfWindow("dau")),
    WAU("active_users_daily", "wau", Key.DAY, ledger -> ledger.byDayOfWindow("wau")),
    MAU("active_users_daily", "mau", Key.DAY, ledger -> ledger.byDayOfWindow("mau")),
    EVENTS_PER_MINUTE("events_per_minute", "events", Key.DAY, ledger -> ledger.of("events")),
    METRIC_EVENTS("metric_values", "events", Key.DAY, ledger -> ledger.of("metric_events")),
    EVENTS("events", "rows", Key.DAY, ledger -> ledger.of("events")),
    DEAD_LETTERS("dead_letters", "rows", Key.PARTITION, Ledger::deadLetters);

    /** What the sums are grouped by. */
    enum Key {
        DAY,
        PARTITION
    }

    private final String table;
    private final String column;
    private final Key key;

    @SuppressWarnings("ImmutableEnumChecker") // The functions hold nothing.
    private final Function<Ledger, SortedMap<Long, Long>> applied;

    LedgerColumn(String table, String column, Key key, Function<Ledger, SortedMap<Long, Long>> applied) {
        this.table = table;
        this.column = column;
        this.key = key;
        this.applied = applied;
    }

    String table() {
        return table;
    }

    String columnName() {
        return column;
    }

    Key key() {
        return key;
    }

    /** The sums that the column should have. */
    SortedMap<Long, Long> applied(Ledger ledger) {
        return applied.apply(ledger);
    }

    /** Whether the table's rows for a key are complete as of a ledger. The rows of future days are not. */
    boolean isDue(Ledger ledger, long day) {
        return switch (this) {
            case VIEWS_30D, DAU, WAU, MAU -> day <= ledger.today();
            default -> true;
        };
    }
}
