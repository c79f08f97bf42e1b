// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import dev.weir.job.source.LogEndPoller.LogBounds;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** The position up to which a partition has been read. Only the task's thread moves it; other threads may read it. */
final class PartitionPosition {
    private final TopicPartition partition;

    /** Negative, as a marker of the connector, until the partition has been read. */
    private final AtomicLong nextOffset;

    /** The time of receipt of the last record read; negative before the first. */
    private final AtomicLong lastReceivedAt = new AtomicLong(-1);

    PartitionPosition(TopicPartition partition, long startingOffset) {
        this.partition = partition;
        this.nextOffset = new AtomicLong(startingOffset);
    }

    /** Uses no memory fence, because it is called for every record and readers tolerate a slightly old value. */
    void advanceTo(LogRecord logRecord) {
        nextOffset.lazySet(logRecord.offset() + 1);
        lastReceivedAt.lazySet(logRecord.receivedAt());
    }

    boolean isAtEnd(LogBounds bounds) {
        return bounds.ends().containsKey(partition) && lagRecords(bounds) == 0;
    }

    /** 0 also for a partition that the response does not contain. */
    long lagRecords(LogBounds bounds) {
        Long end = bounds.ends().get(partition);
        Long beginning = bounds.beginnings().get(partition);
        if (end == null || beginning == null) {
            return 0;
        }
        long next = nextOffset.get();
        return Math.max(0, end - (next < 0 ? beginning : next));
    }

    /** The time since the receipt of the last record read; 0 before the first. */
    double ageSeconds(long now) {
        long receivedAt = lastReceivedAt.get();
        return receivedAt < 0 ? 0 : Math.max(0, now - receivedAt) / 1000.0;
    }
}
