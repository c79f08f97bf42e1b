package dev.weir.gateway.ingest;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events durable. Safe for any thread. */
public interface EventPublisher {
    /**
     * Writes a batch; never blocks.
     *
     * @param whenDone called exactly once, perhaps before this method returns, by a thread that must not be held up
     */
    void publish(EventBatch batch, Consumer<PublishOutcome> whenDone);

    /** Why events cannot be made durable at the moment, a sentence; null where they can. Never blocks. */
    @Nullable
    String problem();

    /** Finishes what is in flight, or gives it up when the time is over. Nothing is published afterwards. */
    void close(Duration atMost);
}
