package dev.weir.gateway.reconcile;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.util.Map;
import java.util.SortedMap;

/** The job's books, and what the tables really add up to. */
public interface Books extends AutoCloseable {
    /** {@link Ledger#EMPTY} before the first checkpoint. */
    Ledger ledger() throws ClickHouseUnavailableException;

    /** The sums of the scope's columns by key; a key without rows may be absent. */
    Map<Column, SortedMap<Long, Long>> stored(Scope scope) throws ClickHouseUnavailableException;

    @Override
    void close();
}
