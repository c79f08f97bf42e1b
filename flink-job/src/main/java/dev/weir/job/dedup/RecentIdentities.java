// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One generation of recent identities. All of them are in memory and in chunks of the state. Not thread-safe. */
final class RecentIdentities {
    private final ChunkJournal journal;
    private final IdentitySet identities = new IdentitySet();
    private final List<Long> chunks = new ArrayList<>();

    private IdentityChunk unsaved = new IdentityChunk();

    RecentIdentities(ChunkJournal journal) {
        this.journal = journal;
    }

    int size() {
        return identities.size();
    }

    /** Whether this generation contains the identity with a receipt at or after {@code since}. */
    boolean contains(long high, long low, long since) {
        return identities.contains(high, low, since);
    }

    /** See {@link IdentitySet#add}. */
    boolean add(long high, long low, long receivedAt, long horizonMillis) {
        boolean isNew = identities.add(high, low, receivedAt, horizonMillis);
        if (isNew) {
            unsaved.add(high, low, receivedAt);
        }
        return isNew;
    }

    void restore(long chunkId, byte[] chunk) {
        IdentityChunk.read(chunk, identities::restore);
        chunks.add(chunkId);
    }

    boolean hasUnsaved() {
        return !unsaved.isEmpty();
    }

    /** Writes the identities added since the last call into the state. */
    void save() throws Exception {
        if (hasUnsaved()) {
            chunks.add(journal.write(unsaved));
            unsaved = new IdentityChunk();
        }
    }

    void forgetBefore(long hour) throws Exception {
        List<Long> old =
                chunks.stream().filter(id -> ChunkJournal.hourOfId(id) < hour).toList();
        for (long id : old) {
            journal.remove(id);
        }
        chunks.removeAll(old);
        identities.forgetBefore(TimeUnit.HOURS.toMillis(hour));
    }

    /** Returns all identities and removes their chunks from the state. */
    IdentityList takeAll() throws Exception {
        for (long id : chunks) {
            journal.remove(id);
        }
        IdentityList all = new IdentityList();
        identities.forEach(all::add);
        return all;
    }
}
