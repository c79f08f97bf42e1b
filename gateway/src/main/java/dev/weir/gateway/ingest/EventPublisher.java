// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events durable. Thread-safe. */
public interface EventPublisher {
    /**
     * Writes the events of one request, which become durable or fail together; never blocks.
     *
     * @param events must not change from now on
     * @param receivedAt milliseconds since the Unix epoch
     * @param whenDone called exactly once, possibly before this method returns, on a thread that it must not block
     */
    void publish(List<Event> events, long receivedAt, Consumer<PublishOutcome> whenDone);

    /** Why events cannot be made durable now, in one sentence; null if they can. Never blocks. */
    @Nullable
    String problem();

    /** Finishes the batches in flight, and gives up on them after the timeout. Nothing can be published afterwards. */
    void close(Duration atMost);
}
