package dev.weir.job.dedup;

import java.util.concurrent.TimeUnit;

/**
 * The identities of one shard of users. Two generations of recent ones are in memory; when the younger is full, the older is
 * sealed ({@link SealedIdentities}), and the younger becomes the older.
 *
 * <p>It belongs to one thread, which has set the key of the state; other threads may ask for {@link #size}.
 */
final class Shard {
    /**
     * Work for each new identity and each merge that has begun. The next merge of a size begins when as many new identities have
     * come as this one merges; so it is done in a quarter of that time, without a rush.
     */
    private static final int WORK_PER_IDENTITY = 4;

    private static final int WORK_AT_ONCE = 64 * WORK_PER_IDENTITY;

    private final ShardLimits limits;
    private final Journal journal;
    private final SealedIdentities sealed;

    private RecentIdentities younger;
    private RecentIdentities older;
    private int owedWork;

    private Shard(ShardState state, ShardLimits limits, FilterBudget budget) {
        this.limits = limits;
        journal = new Journal(state.chunks());
        sealed = new SealedIdentities(state, limits, budget);
        younger = new RecentIdentities(journal);
        older = new RecentIdentities(journal);
    }

    /** With what is in the state. */
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

    /** A chunk of a version that kept all identities in memory may be of any size. */
    private void restoreChunk(long id, byte[] chunk) throws Exception {
        journal.restore(id);
        int identities = IdentityChunk.size(chunk);
        if (identities > limits.recent()) {
            Identities all = new Identities();
            IdentityChunk.read(chunk, all::add);
            sealed.seal(all);
            journal.remove(id);
        } else {
            if (younger.size() + identities > limits.recent()) {
                rotate();
            }
            younger.restore(id, chunk);
        }
        sealed.work(identities * WORK_PER_IDENTITY * Math.max(1, sealed.merges()));
    }

    long size() {
        return younger.size() + older.size() + sealed.size();
    }

    /** Whether the identity is new, as {@link IdentitySet#add} has it; it is remembered then. */
    boolean add(long high, long low, long receivedAt, long horizonMillis) throws Exception {
        long since = receivedAt - horizonMillis;
        if (older.holds(high, low, since)
                || sealed.holds(high, low, since)
                || !younger.add(high, low, receivedAt, horizonMillis)) {
            return false;
        }
        if (younger.size() >= limits.recent()) {
            rotate();
        }
        owedWork = Math.min(owedWork + WORK_PER_IDENTITY, WORK_AT_ONCE);
        if (owedWork == WORK_AT_ONCE && sealed.hasWork()) {
            sealed.work(owedWork * Math.max(1, sealed.merges()));
            owedWork = 0;
        }
        return true;
    }

    private void rotate() throws Exception {
        sealed.seal(older.takeAll());
        older = younger;
        younger = new RecentIdentities(journal);
    }

    boolean hasNews() {
        return younger.hasNews() || older.hasNews();
    }

    /** Writes what is new since the last time into the state. */
    void writeNews() throws Exception {
        older.writeNews();
        younger.writeNews();
    }

    boolean hasWork() {
        return sealed.hasWork();
    }

    /** Merges about so many identities, where there is something to merge. */
    void work(int identities) throws Exception {
        sealed.work(identities);
    }

    /** Forgets what was received before a time, to the hour. */
    void forgetBefore(long receivedAt) throws Exception {
        long hour = Journal.hourOf(receivedAt);
        older.forgetBefore(hour);
        younger.forgetBefore(hour);
        journal.forgetBefore(hour);
        sealed.forgetBefore(TimeUnit.HOURS.toMillis(hour));
    }
}
