package dev.weir.gateway.deadletters;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Where dead letters, and what was done about them, are kept. Safe for any thread; answers within a bounded time. */
public interface DeadLetterStore extends AutoCloseable {
    /**
     * The first of a selection.
     *
     * @param payloadLimitBytes of a longer payload only the beginning is read
     */
    List<DeadLetter> page(Selection selection, int limit, int payloadLimitBytes) throws StoreUnavailableException;

    long count(Selection selection) throws StoreUnavailableException;

    /** Writes actions down; one that is there already, by letter, time and kind, is replaced. */
    void write(Map<DeadLetterId, Action> actions) throws StoreUnavailableException;

    /** Which of these identities count, with the time at which the event that counts was received. */
    Map<Identity, Instant> counted(Collection<Identity> identities) throws StoreUnavailableException;

    /** Every event accepted before it has been dealt with by the job, and shows in {@link #counted} where it counts. */
    Instant countedUpTo() throws StoreUnavailableException;

    @Override
    void close();
}
