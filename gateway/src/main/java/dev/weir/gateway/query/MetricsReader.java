// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

/** Runs queries. Thread-safe. */
public interface MetricsReader extends AutoCloseable {
    /**
     * Returns or throws within a bounded time.
     *
     * @throws MetricsUnavailableException if the query cannot be answered now
     */
    MetricsAnswer read(MetricsQuery query) throws MetricsUnavailableException;

    @Override
    void close();
}
