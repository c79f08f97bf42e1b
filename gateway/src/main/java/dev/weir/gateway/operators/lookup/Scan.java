// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import java.time.Instant;
import java.util.List;

/**
 * The result of a scan of the log.
 *
 * @param toOffset the first offset that was not scanned
 * @param complete whether the scan reached the end that the log had when the scan began
 * @param copies in the order of the log
 */
record Scan(int partition, long fromOffset, long toOffset, boolean complete, List<Copy> copies) {
    Scan {
        copies = List.copyOf(copies);
    }

    /** A record that contains the event. */
    record Copy(Place place, Instant receivedAt) {}
}
