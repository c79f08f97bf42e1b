// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaUnavailableException;

/** Reads a position in each partition of the log: from ClickHouse how far it is counted, and from Kafka where it ends. */
@FunctionalInterface
public interface PositionReader {
    /** Returns or throws within a bounded time. */
    LogPositions read() throws ClickHouseUnavailableException, KafkaUnavailableException, InterruptedException;
}
