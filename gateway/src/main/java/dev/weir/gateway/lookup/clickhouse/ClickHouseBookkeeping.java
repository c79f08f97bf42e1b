// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.lookup.clickhouse;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.lookup.Bookkeeping;
import dev.weir.gateway.lookup.Books;
import dev.weir.gateway.lookup.EventKey;
import dev.weir.gateway.lookup.LookupUnavailableException;
import dev.weir.http.ApiError;

/** Reads what the job has written to ClickHouse. */
public final class ClickHouseBookkeeping implements Bookkeeping {
    private final ClickHousePool pool;
    private final String topic;

    /**
     * @param pool closed together with this object
     * @param topic the topic of the events
     */
    public ClickHouseBookkeeping(ClickHousePool pool, String topic) {
        this.pool = pool;
        this.topic = topic;
    }

    @Override
    public Books of(EventKey key, int partition) throws LookupUnavailableException {
        try {
            return pool.call(connection -> {
                long readUpTo = SelectReadUpTo.of(connection, partition);
                return new Books(
                        readUpTo, SelectCounted.of(connection, key), SelectDeadLettered.of(connection, key, topic));
            });
        } catch (ClickHouseUnavailableException unavailable) {
            throw new LookupUnavailableException(ApiError.CLICKHOUSE_UNAVAILABLE, unavailable);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
