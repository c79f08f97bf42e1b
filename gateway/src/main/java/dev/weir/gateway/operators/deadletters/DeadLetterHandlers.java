// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.event.EventRules;
import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.operators.OneAtATime;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.HttpHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP handlers for dead letters. All of them block.
 *
 * @param list {@code GET /dead-letters}
 * @param redrive {@code POST /dead-letters/redrive}
 * @param discard {@code POST /dead-letters/discard}
 */
public record DeadLetterHandlers(HttpHandler list, HttpHandler redrive, HttpHandler discard) {
    /** @param eventsKept how long after its receipt a counted event can be looked up; empty means forever */
    public static DeadLetterHandlers of(
            ClickHousePool clickHouse,
            EventPublisher publisher,
            EventRules rules,
            Optional<Duration> eventsKept,
            MeterRegistry meters,
            Clock clock) {
        return of(new ClickHouseDeadLetters(clickHouse), publisher, rules, eventsKept, meters, clock);
    }

    static DeadLetterHandlers of(
            DeadLetterStore store,
            EventPublisher publisher,
            EventRules rules,
            Optional<Duration> eventsKept,
            MeterRegistry meters,
            Clock clock) {
        RedriveRules redriveRules = new RedriveRules(rules, eventsKept);
        OneAtATime changes = new OneAtATime("Another redrive or discard is running; this one did nothing.");
        return new DeadLetterHandlers(
                new ListHandler(store),
                new ActionHandler(store, new Redrive(store, publisher, redriveRules, clock), changes, meters),
                new ActionHandler(store, new Discard(store, clock), changes, meters));
    }
}
