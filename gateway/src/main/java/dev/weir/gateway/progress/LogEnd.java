// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

/** Reports where the log ends. */
public interface LogEnd extends AutoCloseable {
    /**
     * Returns the end offset of every partition. Returns within a bounded time.
     *
     * @throws ProgressUnavailableException if the offsets cannot be read now
     */
    LogPositions read() throws ProgressUnavailableException, InterruptedException;

    @Override
    void close();
}
