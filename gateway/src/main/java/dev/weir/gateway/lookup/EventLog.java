package dev.weir.gateway.lookup;

import java.time.Instant;

/** Where events are durable. */
public interface EventLog {
    /**
     * Looks for copies of an event among the records of its user's partition. Blocks, for a bounded time.
     *
     * @param since when the first record to be looked at was received
     */
    Scan scan(EventKey key, Instant since) throws LookupUnavailableException;
}
