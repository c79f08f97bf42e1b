// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.lookup;

import java.time.Instant;

/** The log of accepted events. */
public interface EventLog {
    /**
     * Searches the partition of the event's user for copies of an event. Blocks for a bounded time.
     *
     * @param since the scan begins with the first record that was received at or after this time
     */
    Scan scan(EventKey key, Instant since) throws LookupUnavailableException;
}
