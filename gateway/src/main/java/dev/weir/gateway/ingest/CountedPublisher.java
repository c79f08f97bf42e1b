// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Publishes the events of producers with another publisher, and counts each as accepted or failed. */
public final class CountedPublisher implements EventPublisher {
    private final EventPublisher publisher;
    private final IngestMetrics metrics;

    public CountedPublisher(EventPublisher publisher, IngestMetrics metrics) {
        this.publisher = publisher;
        this.metrics = metrics;
    }

    @Override
    public void publish(List<Event> events, long receivedAt, Consumer<PublishOutcome> whenDone) {
        int count = events.size();
        metrics.batch(count);
        try {
            publisher.publish(events, receivedAt, outcome -> {
                if (outcome instanceof PublishOutcome.Durable) {
                    metrics.accepted(count);
                } else {
                    metrics.failed(count);
                }
                whenDone.accept(outcome);
            });
        } catch (RuntimeException | Error unforeseen) {
            metrics.failed(count);
            throw unforeseen;
        }
    }

    @Override
    public @Nullable String problem() {
        return publisher.problem();
    }

    @Override
    public void close(Duration atMost) {
        publisher.close(atMost);
    }
}
