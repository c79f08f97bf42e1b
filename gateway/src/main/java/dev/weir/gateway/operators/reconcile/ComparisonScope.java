// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.util.Set;

/**
 * What to compare.
 *
 * @param fromDay the first day, since 1970-01-01; earlier days may have been deleted
 * @param toDay the last day
 */
record ComparisonScope(long fromDay, long toDay, Set<LedgerColumn> columns) {
    boolean contains(LedgerColumn column, long key) {
        return column.key() == LedgerColumn.Key.PARTITION || (key >= fromDay && key <= toDay);
    }
}
