// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.concurrent.TimeUnit;

/**
 * The identities of one shard of users. The recent ones are in memory, in two generations. When the younger is full,
 * the older is sealed ({@link SealedIdentities}) and the younger takes its place.
 *
 * <p>Used by one thread, which must set the current key of the state first. Other threads may call {@link #size}.
 */
final class Shard {
    /**
     * The identities to merge per new identity and running merge. The next merge of the same size starts once as many
     * new identities have arrived as the current one merges. At this rate, the current merge is done in a quarter of
     * that time.
     */
    private static final int COMPACTION_PER_IDENTITY = 4;

    private static final int COMPACTION_BATCH = 64 * COMPACTION_PER_IDENTITY;

    private final ShardLimits limits;
    private final ChunkJournal journal;
    private final SealedIdentities sealed;

    private RecentIdentities younger;
    private RecentIdentities older;
    private int owedCompaction;

    private Shard(ShardState state, ShardLimits limits, FilterBudget budget) {
        this.limits = limits;
        journal = new ChunkJournal(state.chunks());
        sealed = new SealedIdentities(state, limits, budget);
        younger = new RecentIdentities(journal);
        older = new RecentIdentities(journal);
    }

    /** Restores a shard from the state. */
    static Shard restore(ShardState state, ShardLimits limits, FilterBudget budget) throws Exception {
        Shard shard = new Shard(state, limits, budget);
        shard.sealed.restore();
        for (long id : state.chunks().ids()) {
            byte[] chunk = state.chunks().get(id);
            if (chunk != null) {
                shard.restoreChunk(id, chunk);
            }
        }
        return shard;
    }

    /**
     * Versions that kept all identities in memory wrote chunks of any size, so a chunk may be larger than a generation.
     */
    private void restoreChunk(long id, byte[] chunk) throws Exception {
        journal.register(id);
        int identities = IdentityChunk.size(chunk);
        if (identities > limits.generationSize()) {
            IdentityList all = new IdentityList();
            IdentityChunk.read(chunk, all::add);
            sealed.seal(all);
            journal.remove(id);
        } else {
            if (younger.size() + identities > limits.generationSize()) {
                rotate();
            }
            younger.restore(id, chunk);
        }
        sealed.compact(identities * COMPACTION_PER_IDENTITY * Math.max(1, sealed.merges()));
    }

    long size() {
        return younger.size() + older.size() + sealed.size();
    }

    /** Adds the identity if it is new, as {@link IdentitySet#add} defines it, and returns whether it was. */
    boolean add(long high, long low, long receivedAt, long horizonMillis) throws Exception {
        long since = receivedAt - horizonMillis;
        if (older.contains(high, low, since)
                || sealed.contains(high, low, since)
                || !younger.add(high, low, receivedAt, horizonMillis)) {
            return false;
        }
        if (younger.size() >= limits.generationSize()) {
            rotate();
        }
        owedCompaction = Math.min(owedCompaction + COMPACTION_PER_IDENTITY, COMPACTION_BATCH);
        if (owedCompaction == COMPACTION_BATCH && sealed.needsCompaction()) {
            sealed.compact(owedCompaction * Math.max(1, sealed.merges()));
            owedCompaction = 0;
        }
        return true;
    }

    private void rotate() throws Exception {
        sealed.seal(older.takeAll());
        older = younger;
        younger = new RecentIdentities(journal);
    }

    boolean hasUnsaved() {
        return younger.hasUnsaved() || older.hasUnsaved();
    }

    /** Writes the identities added since the last call into the state. */
    void save() throws Exception {
        older.save();
        younger.save();
    }

    boolean needsCompaction() {
        return sealed.needsCompaction();
    }

    /** Merges about this many identities, if there is anything to merge. */
    void compact(int identities) throws Exception {
        sealed.compact(identities);
    }

    /** Forgets identities received before this time, rounded down to the hour. */
    void forgetBefore(long receivedAt) throws Exception {
        long hour = ChunkJournal.hourOfReceipt(receivedAt);
        older.forgetBefore(hour);
        younger.forgetBefore(hour);
        journal.forgetBefore(hour);
        sealed.forgetBefore(TimeUnit.HOURS.toMillis(hour));
    }
}
