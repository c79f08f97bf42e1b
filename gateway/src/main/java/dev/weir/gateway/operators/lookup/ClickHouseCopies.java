// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.operators.EventIdentity;

/** Reads what the job has written to ClickHouse about an event. */
final class ClickHouseCopies {
    private final ClickHousePool pool;
    private final String topic;

    /** @param topic the topic of the events */
    ClickHouseCopies(ClickHousePool pool, String topic) {
        this.pool = pool;
        this.topic = topic;
    }

    /** Reads the job's position first, so that the copies are at least as recent. */
    StoredCopies of(EventIdentity event, int partition) throws ClickHouseUnavailableException {
        return pool.call(connection -> {
            long readUpTo = SelectReadUpTo.of(connection, partition);
            return new StoredCopies(
                    readUpTo,
                    SelectCountedCopies.of(connection, event),
                    SelectDeadLettered.of(connection, event, topic));
        });
    }
}
