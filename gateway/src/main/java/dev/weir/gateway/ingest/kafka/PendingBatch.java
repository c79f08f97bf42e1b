// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.gateway.progress.LogPositions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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
    private static final int FIRST_PARTITIONS = 8;

    private final AtomicInteger open;
    private final Consumer<PendingBatch> whenDone;
    private volatile @Nullable Exception failure;

    /**
     * The offset after the last record in each partition; 0 if no record is there. Only the producer's thread writes
     * it. It is read only after the last acknowledgement.
     */
    private long[] nextOffsets = new long[FIRST_PARTITIONS];

    private boolean knowsOffsets = true;

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
                noteOffset(metadata);
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
        if (!knowsOffsets) {
            return null;
        }
        Map<Integer, Long> known = new HashMap<>();
        for (int partition = 0; partition < nextOffsets.length; partition++) {
            if (nextOffsets[partition] > 0) {
                known.put(partition, nextOffsets[partition]);
            }
        }
        return new LogPositions(known);
    }

    @Nullable
    Exception failure() {
        return failure;
    }

    boolean hasFailed() {
        return failure != null;
    }

    private void noteOffset(RecordMetadata metadata) {
        if (!metadata.hasOffset()) {
            // A retry of a record that the broker already has, but whose offset it no longer knows.
            knowsOffsets = false;
            return;
        }
        int partition = metadata.partition();
        if (partition >= nextOffsets.length) {
            nextOffsets = Arrays.copyOf(nextOffsets, Math.max(partition + 1, 2 * nextOffsets.length));
        }
        nextOffsets[partition] = Math.max(nextOffsets[partition], metadata.offset() + 1);
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
                        .log("The response to a request could not be sent after its events were published");
            }
        }
    }
}
