package dev.weir.job.dedup;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The identities of one shard of users: all of them in memory, and a record of which chunks of the keyed state hold them.
 *
 * <p>A chunk's id is the hour of its latest receipt and a running number within that hour. Not thread-safe.
 */
final class Shard {
    private static final int NUMBER_BITS = 24;

    private final IdentitySet identities = new IdentitySet();

    /** By hour, how many chunks there are: their numbers run from 0. */
    private final TreeMap<Long, Integer> chunksByHour = new TreeMap<>();

    private IdentityChunk news = new IdentityChunk();

    int size() {
        return identities.size();
    }

    /** Whether the identity is new; it is remembered then. */
    boolean add(long high, long low, long receivedAt, long horizonMillis) {
        boolean isNew = identities.add(high, low, receivedAt, horizonMillis);
        if (isNew) {
            news.add(high, low, receivedAt);
        }
        return isNew;
    }

    void restore(long chunkId, byte[] chunk) {
        IdentityChunk.read(chunk, identities::restore);
        chunksByHour.merge(chunkId >> NUMBER_BITS, (int) (chunkId & ((1 << NUMBER_BITS) - 1)) + 1, Math::max);
    }

    boolean hasNews() {
        return !news.isEmpty();
    }

    /** The id for the chunk that {@link #takeNews} gives. */
    long nextChunkId() {
        long hour = Math.floorDiv(news.latest(), TimeUnit.HOURS.toMillis(1));
        int number = chunksByHour.merge(hour, 1, Integer::sum) - 1;
        return hour << NUMBER_BITS | number;
    }

    byte[] takeNews() {
        byte[] chunk = news.toByteArray();
        news = new IdentityChunk();
        return chunk;
    }

    /** Forgets what was received before a time, to the hour; the answer is the chunks that can go. */
    List<Long> forgetBefore(long receivedAt) {
        long firstHourToKeep = Math.floorDiv(receivedAt, TimeUnit.HOURS.toMillis(1));
        SortedMap<Long, Integer> old = chunksByHour.headMap(firstHourToKeep);
        if (old.isEmpty()) {
            return List.of();
        }
        List<Long> ids = new ArrayList<>();
        old.forEach((hour, count) -> {
            for (int number = 0; number < count; number++) {
                ids.add(hour << NUMBER_BITS | number);
            }
        });
        old.clear();
        identities.forgetBefore(TimeUnit.HOURS.toMillis(firstHourToKeep));
        return ids;
    }
}
