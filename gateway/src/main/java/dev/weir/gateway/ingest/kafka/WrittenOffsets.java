// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.gateway.progress.LogPositions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The offsets that the records of one request reached in each partition.
 *
 * <p>Only the producer's thread writes it. It is read only after the last acknowledgement.
 */
final class WrittenOffsets {
    private static final int FIRST_PARTITIONS = 8;

    /** The next offset by partition; 0 if the request has no record there. */
    private long[] nextOffsets = new long[FIRST_PARTITIONS];

    private boolean isComplete = true;

    void note(RecordMetadata metadata) {
        if (!metadata.hasOffset()) {
            // A retry of a record that the broker already has, but whose offset it no longer knows.
            isComplete = false;
            return;
        }
        int partition = metadata.partition();
        if (partition >= nextOffsets.length) {
            nextOffsets = Arrays.copyOf(nextOffsets, Math.max(partition + 1, 2 * nextOffsets.length));
        }
        nextOffsets[partition] = Math.max(nextOffsets[partition], metadata.offset() + 1);
    }

    /** Returns null if the offset of a record is unknown. */
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
