// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.reconcile;

/** Reads the offsets of the log. */
public interface LogReader extends AutoCloseable {
    LogOffsets offsets() throws LogUnavailableException, InterruptedException;

    @Override
    void close();
}
