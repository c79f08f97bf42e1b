// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.operators.EventIdentity;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Stores dead letters and the actions on them. Thread-safe. Every call returns within a bounded time.
 *
 * <p>An interface, because the tests of redriving use a store that fails between any two writes. One contract test holds
 * that store and ClickHouse to the same behaviour.
 */
public interface DeadLetterStore {
    /**
     * Returns the first dead letters of a selection.
     *
     * @param payloadLimitBytes only so much of each payload is read
     */
    List<DeadLetter> page(Selection selection, int limit, int payloadLimitBytes) throws ClickHouseUnavailableException;

    long count(Selection selection) throws ClickHouseUnavailableException;

    /** Stores actions. Replaces a stored action with the same letter, time and kind. */
    void write(Map<DeadLetterId, Action> actions) throws ClickHouseUnavailableException;

    /** Returns which of these identities are counted, with the time at which the counted event was received. */
    Map<EventIdentity, Instant> counted(Collection<EventIdentity> identities) throws ClickHouseUnavailableException;

    /**
     * The job has processed every event that was accepted before this time. Those that count appear in
     * {@link #counted}.
     */
    Instant countedUpTo() throws ClickHouseUnavailableException;
}
