// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

/** Reports how far the log has been counted. */
public interface CountedPositions extends AutoCloseable {
    /**
     * Returns positions whose earlier records are all in every table. Returns within a bounded time.
     *
     * @throws ProgressUnavailableException if the positions cannot be read now
     */
    LogPositions read() throws ProgressUnavailableException;

    @Override
    void close();
}
