// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.util.List;

/** Events that one request carries. Each batch is compared by its identity. */
final class Batch {
    private final List<QueuedEvent> events;

    Batch(List<QueuedEvent> events) {
        this.events = List.copyOf(events);
    }

    List<QueuedEvent> events() {
        return events;
    }

    int count() {
        return events.size();
    }

    long sizeBytes() {
        return events.stream().mapToLong(QueuedEvent::sizeBytes).sum();
    }

    /** All events of a batch were queued before those that are queued later, so the first one is the oldest. */
    long firstSequence() {
        return events.get(0).sequence();
    }
}
