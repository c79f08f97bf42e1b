// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.deadletters;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Stores dead letters and the actions on them. Thread-safe. Every call returns within a bounded time. */
public interface DeadLetterStore extends AutoCloseable {
    /**
     * Returns the first dead letters of a selection.
     *
     * @param payloadLimitBytes only so much of each payload is read
     */
    List<DeadLetter> page(Selection selection, int limit, int payloadLimitBytes) throws StoreUnavailableException;

    long count(Selection selection) throws StoreUnavailableException;

    /** Stores actions. Replaces a stored action with the same letter, time and kind. */
    void write(Map<DeadLetterId, Action> actions) throws StoreUnavailableException;

    /** Returns which of these identities are counted, with the time at which the counted event was received. */
    Map<Identity, Instant> counted(Collection<Identity> identities) throws StoreUnavailableException;

    /**
     * The job has processed every event that was accepted before this time. Those that count appear in
     * {@link #counted}.
     */
    Instant countedUpTo() throws StoreUnavailableException;

    @Override
    void close();
}
