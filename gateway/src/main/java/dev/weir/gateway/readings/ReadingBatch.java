// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.readings;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.Violation;
import dev.weir.gateway.ingest.CountedPublisher;
import dev.weir.gateway.ingest.IngestMetrics;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.gateway.progress.LogPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The readings of one request. Not thread-safe. */
public final class ReadingBatch {
    /** The approximate size of an event besides its texts. */
    private static final int EVENT_OVERHEAD_BYTES = 128;

    private final ReadingRules rules;
    private final CountedPublisher publisher;
    private final IngestMetrics metrics;
    private final long receivedAt;
    private final List<Event> events = new ArrayList<>();
    private final List<ErrorCode> refused = new ArrayList<>();
    private long bytes;

    ReadingBatch(ReadingRules rules, CountedPublisher publisher, IngestMetrics metrics, long receivedAt) {
        this.rules = rules;
        this.publisher = publisher;
        this.metrics = metrics;
        this.receivedAt = receivedAt;
    }

    /** Adds a reading that breaks no rule. Returns the rule that it breaks, or null. */
    public @Nullable Violation add(Reading reading) {
        ReadingRules.Result result = rules.apply(reading, receivedAt);
        if (result.event() != null) {
            events.add(result.event());
            bytes += sizeOf(result.event());
        } else if (result.violation() != null) {
            refused.add(result.violation().code());
        }
        return result.violation();
    }

    /** Counts a measurement that is not a reading. */
    public void refuse(ErrorCode code) {
        refused.add(code);
    }

    /** The readings that break no rule. */
    public int accepted() {
        return events.size();
    }

    public int refused() {
        return refused.size();
    }

    /** The approximate size of the events. */
    public long bytes() {
        return bytes;
    }

    /** The id of the last accepted reading, as it was sent or assigned. */
    public String lastId() {
        return events.get(events.size() - 1).eventId();
    }

    /**
     * Counts all readings, and publishes those that break no rule; never blocks. Call it once, last.
     *
     * @param whenDone called exactly once, possibly before this method returns, on a thread that it must not block
     */
    public void publish(Consumer<PublishOutcome> whenDone) {
        metrics.received(events.size() + refused.size());
        refused.forEach(metrics::rejected);
        if (events.isEmpty()) {
            whenDone.accept(new PublishOutcome.Durable(new LogPositions(Map.of())));
        } else {
            publisher.publish(events, receivedAt, whenDone);
        }
    }

    private static long sizeOf(Event event) {
        String properties = event.properties();
        return EVENT_OVERHEAD_BYTES
                + utf8Bytes(event.eventId())
                // The service is in the event and is the key of its record.
                + 2 * utf8Bytes(event.userId())
                + (properties == null ? 0 : utf8Bytes(properties));
    }

    private static long utf8Bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
