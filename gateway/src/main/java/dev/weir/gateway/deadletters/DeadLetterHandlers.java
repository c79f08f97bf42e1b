// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.deadletters;

import dev.weir.event.EventRules;
import dev.weir.gateway.ingest.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.HttpHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The HTTP handlers for dead letters. All of them block.
 *
 * @param list {@code GET /dead-letters}
 * @param redrive {@code POST /dead-letters/redrive}
 * @param discard {@code POST /dead-letters/discard}
 */
public record DeadLetterHandlers(HttpHandler list, HttpHandler redrive, HttpHandler discard) {
    /** @param eventsKept how long after its receipt a counted event can be looked up; empty means for ever */
    public static DeadLetterHandlers of(
            DeadLetterStore store,
            EventPublisher publisher,
            EventRules rules,
            Optional<Duration> eventsKept,
            MeterRegistry meters,
            Clock clock) {
        RedriveRules redriveRules = new RedriveRules(rules, eventsKept);
        Semaphore turn = new Semaphore(1);
        return new DeadLetterHandlers(
                new ListHandler(store),
                new ActionHandler(store, new Redrive(store, publisher, redriveRules, clock), turn, meters),
                new ActionHandler(store, new Discard(store, clock), turn, meters));
    }
}
