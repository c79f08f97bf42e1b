// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import org.apache.flink.api.connector.source.SourceEvent;

/** Notifies a reader that all partitions are assigned and that it gets none of them. */
record NoPartitions() implements SourceEvent {}
