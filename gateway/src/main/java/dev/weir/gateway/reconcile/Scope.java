// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.reconcile;

import java.util.Set;

/**
 * What to compare.
 *
 * @param fromDay the first day, since 1970-01-01; earlier days may have been deleted
 * @param toDay the last day
 */
public record Scope(long fromDay, long toDay, Set<Column> columns) {
    boolean contains(Column column, long key) {
        return column.key() == Column.Key.PARTITION || (key >= fromDay && key <= toDay);
    }
}
