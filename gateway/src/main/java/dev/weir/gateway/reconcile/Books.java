// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.reconcile;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;

/** Reads the job's books and the actual sums of the tables. */
public interface Books extends AutoCloseable {
    /** Returns the last complete page, or {@link Ledger#EMPTY} before the first checkpoint. */
    Ledger ledger() throws ClickHouseUnavailableException;

    /** Returns the sums as of some moment of the call, which may differ for each day and column. */
    StoredSums stored(Scope scope) throws ClickHouseUnavailableException;

    @Override
    void close();
}
