// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.Event;
import java.util.List;

/**
 * The events of one request, which become durable or fail together.
 *
 * @param receivedAt milliseconds since the Unix epoch
 */
public record EventBatch(long receivedAt, List<Event> events) {
    public EventBatch {
        events = List.copyOf(events);
    }
}
