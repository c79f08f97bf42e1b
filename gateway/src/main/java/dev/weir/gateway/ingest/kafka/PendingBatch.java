// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.gateway.progress.LogPositions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the records of one request until all are acknowledged. Counts the acknowledgements, records the offsets, and
 * completes once, after the last record. Keeps the first failure.
 */
final class PendingBatch implements Callback {
    private static final Logger log = LoggerFactory.getLogger(PendingBatch.class);

    private final AtomicInteger open;
    private final Consumer<PendingBatch> whenDone;
    private final WrittenOffsets written = new WrittenOffsets();
    private volatile @Nullable Exception failure;

    /** @param whenDone receives this batch once it no longer changes */
    PendingBatch(int records, Consumer<PendingBatch> whenDone) {
        this.open = new AtomicInteger(records);
        this.whenDone = whenDone;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        try {
            if (exception != null) {
                noteFailure(exception);
            } else if (metadata != null) {
                written.note(metadata);
            }
        } catch (RuntimeException | Error unforeseen) {
            noteFailure(new KafkaException("An acknowledgement could not be noted.", unforeseen));
        }
        complete(1);
    }

    /** Gives up on records that were not passed to the producer. */
    void abandon(int records, Exception cause) {
        noteFailure(cause);
        complete(records);
    }

    /** The positions after the records, once all are written; null if the log did not report them. */
    @Nullable
    LogPositions positions() {
        return written.positions();
    }

    @Nullable
    Exception failure() {
        return failure;
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
            try {
                whenDone.accept(this);
            } catch (RuntimeException | Error unforeseen) {
                // This may be the producer's own thread, which an uncaught error would end.
                log.atError()
                        .setCause(unforeseen)
                        .log("The response to a request could not be sent after its" + " events were published");
            }
        }
    }
}
