// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.deadletters.clickhouse;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.deadletters.Action;
import dev.weir.gateway.deadletters.DeadLetter;
import dev.weir.gateway.deadletters.DeadLetterId;
import dev.weir.gateway.deadletters.DeadLetterStore;
import dev.weir.gateway.deadletters.Identity;
import dev.weir.gateway.deadletters.Selection;
import dev.weir.gateway.deadletters.StoreUnavailableException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads the dead letters that the job writes to ClickHouse, and stores actions there. */
public final class ClickHouseDeadLetters implements DeadLetterStore {
    private final ClickHousePool pool;

    /** @param pool closed together with this store */
    public ClickHouseDeadLetters(ClickHousePool pool) {
        this.pool = pool;
    }

    @Override
    public List<DeadLetter> page(Selection selection, int limit, int payloadLimitBytes)
            throws StoreUnavailableException {
        return call(connection -> {
            List<DeadLetter> letters = SelectDeadLetters.of(connection, selection, limit, payloadLimitBytes);
            return letters.isEmpty() ? letters : SelectActions.addTo(connection, letters);
        });
    }

    @Override
    public long count(Selection selection) throws StoreUnavailableException {
        return call(connection -> CountDeadLetters.of(connection, selection));
    }

    @Override
    public void write(Map<DeadLetterId, Action> actions) throws StoreUnavailableException {
        if (!actions.isEmpty()) {
            call(connection -> InsertActions.of(connection, actions));
        }
    }

    @Override
    public Map<Identity, Instant> counted(Collection<Identity> identities) throws StoreUnavailableException {
        return identities.isEmpty() ? Map.of() : call(connection -> SelectCounted.of(connection, identities));
    }

    @Override
    public Instant countedUpTo() throws StoreUnavailableException {
        return call(SelectCountedUpTo::of);
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T call(ClickHousePool.Work<T> work) throws StoreUnavailableException {
        try {
            return pool.call(work);
        } catch (ClickHouseUnavailableException unavailable) {
            throw new StoreUnavailableException(unavailable);
        }
    }
}
