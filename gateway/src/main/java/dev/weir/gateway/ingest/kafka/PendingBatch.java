package dev.weir.gateway.ingest.kafka;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The records of one request on their way: counts acknowledgements, and completes once, after the last. It keeps one
 * failure of the request's, whichever came first.
 */
final class PendingBatch implements Callback {
    private final AtomicInteger open;
    private final Consumer<@Nullable Exception> whenDone;
    private volatile @Nullable Exception failure;

    /** @param whenDone gets a failure, or null where there was none */
    PendingBatch(int records, Consumer<@Nullable Exception> whenDone) {
        this.open = new AtomicInteger(records);
        this.whenDone = whenDone;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception != null) {
            noteFailure(exception);
        }
        complete(1);
    }

    /** Gives up on the records that were not handed to the producer. */
    void abandon(int records, Exception cause) {
        noteFailure(cause);
        complete(records);
    }

    boolean hasFailed() {
        return failure != null;
    }

    private void noteFailure(Exception cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    private void complete(int records) {
        if (records > 0 && open.addAndGet(-records) == 0) {
            whenDone.accept(failure);
        }
    }
}
