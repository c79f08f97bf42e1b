// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests per second of each client and of all clients together. The limits are token buckets, each of
 * which holds the requests of {@link #BURST}. Thread-safe; never waits.
 *
 * <p>The table of clients is bounded. A client is forgotten after it was idle for longer than its bucket takes to fill,
 * which makes no difference to it. If more clients are active than the table holds, the least active ones are evicted,
 * and start again with a full bucket. Only the limit for all clients holds then. Authenticated clients are never
 * evicted.
 */
public final class RateLimits {
    /** How long a client may send at any rate after it was idle. */
    public static final Duration BURST = Duration.ofSeconds(2);

    private static final long MOST_CLIENTS = 100_000;
    private static final Duration FORGOTTEN_AFTER = BURST.multipliedBy(5);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final int perClient;
    private final @Nullable Bucket total;
    private final int ofAll;
    private final TimeMeter time;
    private final Cache<Client, Bucket> clients;

    /**
     * At least one of the limits is not 0.
     *
     * @param perClient requests per second; 0 for no limit
     * @param ofAll requests per second of all clients together; 0 for no limit
     */
    public RateLimits(int perClient, int ofAll) {
        this(perClient, ofAll, MOST_CLIENTS, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimits(int perClient, int ofAll, long mostClients, TimeMeter time) {
        if (perClient == 0 && ofAll == 0) {
            throw new IllegalArgumentException("Where nothing is limited there is nothing to decide.");
        }
        this.perClient = perClient;
        this.ofAll = ofAll;
        this.time = time;
        this.total = ofAll == 0 ? null : bucket(ofAll);
        this.clients = Caffeine.newBuilder()
                .maximumWeight(mostClients)
                .weigher((Client client, Bucket bucket) -> client instanceof Client.Named ? 0 : 1)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build();
    }

    /** Admits or refuses one request. A request that one limit refuses does not count against the other. */
    public Admission admit(Client client) {
        if (perClient == 0) {
            return of(total, ofAll);
        }
        Bucket own = clients.get(client, ignored -> bucket(perClient));
        Admission byClient = of(own, perClient);
        if (!byClient.admitted() || total == null) {
            return byClient;
        }
        Admission byAll = of(total, ofAll);
        if (!byAll.admitted()) {
            own.addTokens(1);
            return byAll;
        }
        return byAll.remaining() < byClient.remaining() ? byAll : byClient;
    }

    /**
     * Admits or refuses a request that was admitted before its client was known. It counts against the client only.
     * Returns null if clients have no limit of their own.
     */
    public @Nullable Admission admitKnown(Client client) {
        return perClient == 0 ? null : of(clients.get(client, ignored -> bucket(perClient)), perClient);
    }

    /** The number of clients that have a bucket. */
    long clients() {
        clients.cleanUp();
        return clients.estimatedSize();
    }

    private static Admission of(@Nullable Bucket bucket, int perSecond) {
        if (bucket == null) {
            throw new IllegalStateException("One of the limits is set.");
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return new Admission(
                probe.isConsumed(),
                burst(perSecond),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForReset()),
                Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(int perSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst(perSecond)).refillGreedy(perSecond, SECOND))
                .withCustomTimePrecision(time)
                .build();
    }

    private static long burst(int perSecond) {
        return perSecond * BURST.toSeconds();
    }
}
