// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import org.apache.flink.util.OutputTag;

/**
 * How far a partition had been read when a watermark passed. A table that is complete up to this watermark contains
 * every record before this offset.
 *
 * @param watermark milliseconds since the Unix epoch; it identifies a place in the stream, regardless of which clock it
 *     came from
 */
public record ReadProgress(int partition, long nextOffset, long watermark) {
    public static final OutputTag<ReadProgress> TAG = new OutputTag<>("progress") {};
}
