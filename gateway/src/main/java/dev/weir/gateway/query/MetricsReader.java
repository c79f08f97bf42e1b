// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;

/**
 * Runs queries. Thread-safe.
 *
 * <p>An interface, because the tests of {@link SharedReads} decide when a read ends, and because one contract test holds
 * ClickHouse to a plain computation in memory.
 */
@FunctionalInterface
public interface MetricsReader {
    /** Returns or throws within a bounded time. */
    MetricsAnswer read(MetricsQuery query) throws ClickHouseUnavailableException, NotMeasuredException;
}
