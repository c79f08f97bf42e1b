package dev.weir.job.source;

import dev.weir.job.source.LogEnds.Answer;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** How far a partition has been read. Moved by the task's thread alone; others may look. */
final class Position {
    private final TopicPartition partition;

    /** Negative, a marker of the connector's, while the partition is not begun. */
    private final AtomicLong nextOffset;

    /** When the last record that was read had been received; negative before the first. */
    private final AtomicLong lastReceivedAt = new AtomicLong(-1);

    Position(TopicPartition partition, long startingOffset) {
        this.partition = partition;
        this.nextOffset = new AtomicLong(startingOffset);
    }

    /** Without a fence: this is done for every record, and those who look can wait for a moment. */
    void read(LogRecord logRecord) {
        nextOffset.lazySet(logRecord.offset() + 1);
        lastReceivedAt.lazySet(logRecord.receivedAt());
    }

    boolean isAtEnd(Answer answer) {
        return answer.ends().containsKey(partition) && lagRecords(answer) == 0;
    }

    /** 0 also for a partition that nothing is known of. */
    long lagRecords(Answer answer) {
        Long end = answer.ends().get(partition);
        Long beginning = answer.beginnings().get(partition);
        if (end == null || beginning == null) {
            return 0;
        }
        long next = nextOffset.get();
        return Math.max(0, end - (next < 0 ? beginning : next));
    }

    /** How long ago the last record that was read had been received; 0 before the first. */
    double ageSeconds(long now) {
        long receivedAt = lastReceivedAt.get();
        return receivedAt < 0 ? 0 : Math.max(0, now - receivedAt) / 1000.0;
    }
}
