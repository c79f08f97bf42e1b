// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.readings;

import dev.weir.event.EventRules;
import dev.weir.gateway.ingest.CountedPublisher;
import dev.weir.gateway.ingest.IngestMetrics;
import java.time.Clock;

/**
 * Takes the readings of every protocol. They are checked, counted and published like the events of {@code POST
 * /events}. Thread-safe.
 */
public final class ReadingIngest {
    private final ReadingRules rules;
    private final CountedPublisher publisher;
    private final IngestMetrics metrics;
    private final Clock clock;

    public ReadingIngest(EventRules rules, CountedPublisher publisher, IngestMetrics metrics, Clock clock) {
        this.rules = new ReadingRules(rules);
        this.publisher = publisher;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Begins with the readings of one request, which are received now. */
    public ReadingBatch begin() {
        return new ReadingBatch(rules, publisher, metrics, clock.millis());
    }
}
