// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;

/** Reads the progress of the job. An interface, because tests have no ClickHouse. */
@FunctionalInterface
public interface JobProgressReader {
    JobProgress read() throws ClickHouseUnavailableException;
}
