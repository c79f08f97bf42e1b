package dev.weir.gateway.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a second are admitted, of each client and of all together: token buckets, each holding the requests of
 * {@link #BURST}. Safe for any thread; never waits.
 *
 * <p>The table of clients is bounded. A client who has been silent for longer than a bucket takes to fill is forgotten, which changes
 * nothing for it. Where more are active at a time than fit, those seen least begin anew with a full bucket: then the limit of all
 * together is what holds. Clients who are known by name are never pushed out by the others.
 */
public final class RateLimits {
    /** How long a client who was silent may send at any speed. */
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
     * At least one of them is not 0.
     *
     * @param perClient requests a second; 0 for no limit
     * @param ofAll requests a second of all clients together; 0 for no limit
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

    /** Admits one request, or refuses it. A request that one limit refuses counts for none. */
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

    /** How many clients have a bucket now. */
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
