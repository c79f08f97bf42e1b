package dev.weir.gateway.ingest.kafka;

import dev.weir.gateway.progress.LogPositions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * How far the records of one request came in each partition.
 *
 * <p>Written by the producer's thread alone; whoever reads it has heard of the last record before.
 */
final class WrittenOffsets {
    private static final int FIRST_PARTITIONS = 8;

    /** By partition; 0 where there is no record of the request. */
    private long[] nextOffsets = new long[FIRST_PARTITIONS];

    private boolean isComplete = true;

    void note(RecordMetadata metadata) {
        if (!metadata.hasOffset()) {
            // A retry of what the broker has already, and for which it no longer knows where.
            isComplete = false;
            return;
        }
        int partition = metadata.partition();
        if (partition >= nextOffsets.length) {
            nextOffsets = Arrays.copyOf(nextOffsets, Math.max(partition + 1, 2 * nextOffsets.length));
        }
        nextOffsets[partition] = Math.max(nextOffsets[partition], metadata.offset() + 1);
    }

    /** Null where one of them is not known. */
    @Nullable
    LogPositions positions() {
        if (!isComplete) {
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
}
