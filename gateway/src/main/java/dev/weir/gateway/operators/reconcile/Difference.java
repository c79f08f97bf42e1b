// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.time.LocalDate;
import java.util.Locale;

/**
 * A sum that differs from what the job has applied.
 *
 * @param key a day since 1970-01-01, or a partition
 * @param isWrong false if the surplus may be records that the ledger does not cover yet
 */
record Difference(LedgerColumn column, long key, long applied, long stored, boolean isWrong) {
    String keyText() {
        return column.key() == LedgerColumn.Key.DAY ? LocalDate.ofEpochDay(key).toString() : Long.toString(key);
    }

    String sentence() {
        return String.format(
                Locale.ROOT,
                "The sum of %s.%s is %d for %s %s, but the job has applied %d: %s",
                column.table(),
                column.columnName(),
                stored,
                column.key() == LedgerColumn.Key.DAY ? "day" : "partition",
                keyText(),
                applied,
                stored < applied
                        ? "rows were deleted or changed, or ClickHouse lost some. Restore them, or rebuild with a higher WEIR_JOB_EPOCH."
                        : "there are rows that the job did not write, or of events that it does not count. Delete"
                                + " them, or find out where they come from.");
    }
}
