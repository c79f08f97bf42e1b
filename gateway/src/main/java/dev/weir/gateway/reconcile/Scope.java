package dev.weir.gateway.reconcile;

import java.util.Set;

/**
 * What is compared.
 *
 * @param fromDay first day, since 1970-01-01; earlier ones may have been dropped
 * @param toDay last day
 */
public record Scope(long fromDay, long toDay, Set<Column> columns) {
    boolean contains(Column column, long key) {
        return column.key() == Column.Key.PARTITION || (key >= fromDay && key <= toDay);
    }
}
