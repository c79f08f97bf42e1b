package dev.weir.job.decode;

import org.apache.flink.util.OutputTag;

/**
 * How far a partition had been read when the watermark came to a moment: whatever holds everything before that watermark holds
 * every record before that offset.
 *
 * @param watermark milliseconds since the Unix epoch; a mark in the stream that this is told by, whatever clocks it came from
 */
public record Progress(int partition, long nextOffset, long watermark) {
    public static final OutputTag<Progress> TAG = new OutputTag<>("progress") {};
}
