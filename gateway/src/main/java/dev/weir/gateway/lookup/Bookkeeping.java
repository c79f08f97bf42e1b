// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.lookup;

/** Reads what the job has recorded about events. */
public interface Bookkeeping extends AutoCloseable {
    /**
     * Returns the job's records of an event. Reads the job's position first, so that the other records are at least as
     * recent.
     */
    Books of(EventKey key, int partition) throws LookupUnavailableException;

    @Override
    void close();
}
