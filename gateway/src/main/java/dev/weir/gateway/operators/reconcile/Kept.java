// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.configuration.Retention;
import java.time.Clock;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What can be compared: the columns and days that retention does not delete. Rows that retention may have deleted are
 * not lost.
 *
 * @param firstDay the first day whose metrics are kept, since 1970-01-01
 */
record Kept(long firstDay, Set<LedgerColumn> columns) {
    static Kept of(Retention retention, Clock clock) {
        Set<LedgerColumn> columns = EnumSet.allOf(LedgerColumn.class);
        if (retention.events().isPresent()) {
            columns.remove(LedgerColumn.EVENTS);
        }
        if (retention.deadLetters().isPresent()) {
            columns.remove(LedgerColumn.DEAD_LETTERS);
        }
        long firstDay = retention
                .metrics()
                .map(kept -> LocalDate.now(clock).toEpochDay() - kept.toDays() + 1)
                .orElse(0L);
        return new Kept(firstDay, columns);
    }

    String tables() {
        return columns.stream().map(LedgerColumn::table).distinct().collect(Collectors.joining(", "));
    }
}
