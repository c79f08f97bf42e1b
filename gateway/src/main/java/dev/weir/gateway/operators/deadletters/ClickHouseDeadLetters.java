// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.operators.EventIdentity;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads the dead letters that the job writes to ClickHouse, and stores actions there. */
public final class ClickHouseDeadLetters implements DeadLetterStore {
    private final ClickHousePool pool;

    public ClickHouseDeadLetters(ClickHousePool pool) {
        this.pool = pool;
    }

    @Override
    public List<DeadLetter> page(Selection selection, int limit, int payloadLimitBytes)
            throws ClickHouseUnavailableException {
        return pool.call(connection -> {
            List<DeadLetter> letters = SelectDeadLetters.of(connection, selection, limit, payloadLimitBytes);
            return letters.isEmpty() ? letters : SelectActions.addTo(connection, letters);
        });
    }

    @Override
    public long count(Selection selection) throws ClickHouseUnavailableException {
        return pool.call(connection -> CountDeadLetters.of(connection, selection));
    }

    @Override
    public void write(Map<DeadLetterId, Action> actions) throws ClickHouseUnavailableException {
        if (!actions.isEmpty()) {
            pool.call(connection -> InsertActions.of(connection, actions));
        }
    }

    @Override
    public Map<EventIdentity, Instant> counted(Collection<EventIdentity> identities)
            throws ClickHouseUnavailableException {
        return identities.isEmpty()
                ? Map.of()
                : pool.call(connection -> SelectCountedIdentities.of(connection, identities));
    }

    @Override
    public Instant countedUpTo() throws ClickHouseUnavailableException {
        return pool.call(SelectCountedUpTo::of);
    }
}
