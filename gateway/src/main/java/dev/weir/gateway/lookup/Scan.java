package dev.weir.gateway.lookup;

import java.time.Instant;
import java.util.List;

/**
 * What was found in the log.
 *
 * @param toOffset the first offset that was not looked at
 * @param complete whether that was the log's end when the scan began
 * @param copies in the order of the log
 */
public record Scan(int partition, long fromOffset, long toOffset, boolean complete, List<Copy> copies) {
    public Scan {
        copies = List.copyOf(copies);
    }

    /** One record with the event. */
    public record Copy(Place place, Instant receivedAt) {}
}
