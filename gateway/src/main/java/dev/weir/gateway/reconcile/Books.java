package dev.weir.gateway.reconcile;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;

/** The job's books, and what the tables really add up to. */
public interface Books extends AutoCloseable {
    /** The last page, whole; {@link Ledger#EMPTY} before the first checkpoint. */
    Ledger ledger() throws ClickHouseUnavailableException;

    /** What there is at some moment of the call, for each day and column by itself. */
    StoredSums stored(Scope scope) throws ClickHouseUnavailableException;

    @Override
    void close();
}
