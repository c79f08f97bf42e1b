// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerialization;

/**
 * The offset up to which a partition of the log had been read when a state was taken.
 *
 * @param nextOffset negative if the partition has not been read yet
 */
public record RestoredOffset(String topic, int partition, long nextOffset) {
    /** Decodes the form in which the source's reader keeps a split in its state. */
    public static RestoredOffset ofSplit(byte[] split) throws IOException {
        KafkaPartitionSplit read =
                SimpleVersionedSerialization.readVersionAndDeSerialize(new KafkaPartitionSplitSerializer(), split);
        return new RestoredOffset(read.getTopic(), read.getPartition(), read.getStartingOffset());
    }
}
