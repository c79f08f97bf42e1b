// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.reconcile.clickhouse;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.reconcile.Books;
import dev.weir.gateway.reconcile.Ledger;
import dev.weir.gateway.reconcile.Scope;
import dev.weir.gateway.reconcile.StoredSums;

/** Reads the books and the sums of the tables from ClickHouse. */
public final class ClickHouseBooks implements Books {
    private final ClickHousePool pool;
    private final SelectSums sums;

    /**
     * @param pool closed together with this object
     * @param topic the topic of events, as stored in dead letters
     */
    public ClickHouseBooks(ClickHousePool pool, String topic) {
        this.pool = pool;
        this.sums = new SelectSums(topic);
    }

    @Override
    public Ledger ledger() throws ClickHouseUnavailableException {
        return pool.call(SelectLedger::from);
    }

    @Override
    public StoredSums stored(Scope scope) throws ClickHouseUnavailableException {
        return pool.call(connection -> sums.of(connection, scope));
    }

    @Override
    public void close() {
        pool.close();
    }
}
