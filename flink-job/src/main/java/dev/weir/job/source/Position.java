package dev.weir.job.source;

import dev.weir.job.source.LogEnds.Answer;
import org.apache.kafka.common.TopicPartition;

/** How far a partition has been read. Used by the task's thread alone. */
final class Position {
    private final TopicPartition partition;

    /** Negative, a marker of the connector's, while the partition is not begun. */
    private long nextOffset;

    Position(TopicPartition partition, long startingOffset) {
        this.partition = partition;
        this.nextOffset = startingOffset;
    }

    void read(LogRecord logRecord) {
        nextOffset = logRecord.offset() + 1;
    }

    boolean isAtEnd(Answer answer) {
        Long end = answer.ends().get(partition);
        Long beginning = answer.beginnings().get(partition);
        return end != null && beginning != null && (nextOffset < 0 ? beginning : nextOffset) >= end;
    }
}
