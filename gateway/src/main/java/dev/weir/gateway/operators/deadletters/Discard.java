// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.operators.deadletters.Action.Kind;
import dev.weir.gateway.operators.deadletters.Action.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Marks dead letters as discarded. The letters themselves are kept. */
final class Discard implements Work {
    private final DeadLetterStore store;
    private final Clock clock;

    Discard(DeadLetterStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.DISCARD;
    }

    @Override
    public int pageSize() {
        return 1_000;
    }

    @Override
    public int payloadLimitBytes() {
        return 0;
    }

    @Override
    public Map<DeadLetterId, Action> on(List<DeadLetter> letters) throws ClickHouseUnavailableException {
        Instant begin = Work.begin(letters, clock.instant());
        Map<DeadLetterId, Action> actions = new LinkedHashMap<>();
        for (DeadLetter letter : letters) {
            actions.put(letter.id(), new Action(begin, Kind.DISCARD, Outcome.DISCARDED, "Discarded by an operator."));
        }
        store.write(actions);
        return actions;
    }
}
