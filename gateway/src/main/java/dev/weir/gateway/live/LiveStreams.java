// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.query.RepeatedQuery;
import dev.weir.gateway.query.RepeatedReads;
import dev.weir.http.ApiError;
import dev.weir.http.admission.Client;
import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * The open streams, and the feeds that they listen to.
 *
 * <p>One thread refreshes all feeds once a second. When their answers have arrived, it wakes each IO thread once, which
 * writes to all of its streams. So a stream gets all news of a second in one write. Thread-safe.
 */
public final class LiveStreams implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final long ROUND_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long news waits for the answers of slower queries. */
    private static final long LONGEST_GATHERING_NANOS = Duration.ofMillis(300).toNanos();

    /** A reason to refuse a stream. The message is a sentence. */
    record Refusal(ApiError error, String message) {}

    private final RepeatedReads reads;
    private final Feed status;
    private final StreamLimits limits;
    private final Clock clock;
    private final StreamMetrics metrics;
    private final Periodic ticks;

    private final Map<RepeatedQuery, Feed> queries = new HashMap<>();
    private final Map<Client, Integer> streamsByClient = new HashMap<>();
    private final ConcurrentMap<XnioIoThread, Set<EventStream>> streams = new ConcurrentHashMap<>();
    private int open;
    private boolean isClosed;

    private volatile boolean hasNews;
    private long newsSinceNanos;
    private long nextRoundNanos = System.nanoTime();

    public LiveStreams(
            RepeatedReads reads, StatusReader status, StreamLimits limits, MeterRegistry meters, Clock clock) {
        this.reads = reads;
        this.status = new StatusFeed(status, this::noteNews);
        this.limits = limits;
        this.clock = clock;
        this.metrics = new StreamMetrics(meters, this::open, this::queries);
        this.ticks = Periodic.start("streams", Duration.ZERO, TICK, this::tick);
    }

    /**
     * Reserves a place for a stream. It ends with its exchange.
     *
     * @param whenRefused called instead of {@code whenAdmitted} if there is no place
     */
    void open(
            HttpServerExchange exchange,
            Client client,
            StreamRequest request,
            @Nullable Instant expiry,
            Consumer<EventStream> whenAdmitted,
            Consumer<Refusal> whenRefused) {
        EventStream stream = new EventStream(exchange, client, limits, metrics, expiry);
        Refusal refusal = tryAdd(stream, request);
        if (refusal != null) {
            whenRefused.accept(refusal);
            return;
        }
        exchange.addExchangeCompleteListener((done, next) -> {
            remove(stream);
            next.proceed();
        });
        whenAdmitted.accept(stream);
    }

    private synchronized @Nullable Refusal tryAdd(EventStream stream, StreamRequest request) {
        if (isClosed) {
            return new Refusal(
                    ApiError.DRAINING, "The gateway is stopping; retry, at another gateway if there is one.");
        }
        if (streamsByClient.getOrDefault(stream.client(), 0) >= limits.streamsOfOne()) {
            return new Refusal(
                    ApiError.TOO_MANY_STREAMS,
                    "This address has " + limits.streamsOfOne() + " open streams, the maximum. Close some of them.");
        }
        if (open >= limits.streams()) {
            return new Refusal(ApiError.BUSY, "Too many streams are open; retry in a moment, or use GET /metrics.");
        }
        long more = request.queries().stream()
                .distinct()
                .filter(query -> !queries.containsKey(query))
                .count();
        if (queries.size() + more > limits.queries()) {
            return new Refusal(
                    ApiError.BUSY,
                    "The open streams have too many different queries; retry in a moment, or use GET /metrics.");
        }
        Map<Feed, Boolean> fresh = new LinkedHashMap<>();
        for (int i = 0; i < request.queries().size(); i++) {
            Feed feed = queries.computeIfAbsent(request.queries().get(i), query -> {
                Feed added = new QueryFeed(query, reads, clock, this::noteNews);
                fresh.put(added, true);
                return added;
            });
            stream.listenTo(feed, request.isNumbered() ? "query-" + i : "metrics", i);
        }
        if (request.hasStatus()) {
            if (status.listeners == 0) {
                fresh.put(status, true);
            }
            stream.listenTo(status, "status", 0);
        }
        stream.feeds().forEach(feed -> feed.listeners++);
        streamsByClient.merge(stream.client(), 1, Integer::sum);
        open++;
        streams.computeIfAbsent(stream.thread(), thread -> ConcurrentHashMap.newKeySet())
                .add(stream);
        fresh.keySet().forEach(Feed::refresh);
        return null;
    }

    private synchronized void remove(EventStream stream) {
        Set<EventStream> ofThread = streams.get(stream.thread());
        if (ofThread == null || !ofThread.remove(stream)) {
            return;
        }
        open--;
        streamsByClient.computeIfPresent(stream.client(), (client, count) -> count == 1 ? null : count - 1);
        stream.feeds().forEach(feed -> feed.listeners--);
        queries.values().removeIf(feed -> feed.listeners == 0);
    }

    private synchronized List<Feed> feeds() {
        List<Feed> feeds = new ArrayList<>(queries.values());
        if (status.listeners > 0) {
            feeds.add(status);
        }
        return feeds;
    }

    private void noteNews() {
        hasNews = true;
    }

    private void tick() {
        long now = System.nanoTime();
        boolean isRound = now - nextRoundNanos >= 0;
        if (isRound) {
            nextRoundNanos = now + ROUND_NANOS;
            feeds().forEach(Feed::refresh);
        }
        if (!hasNews) {
            newsSinceNanos = now;
        }
        boolean isGathered = hasNews
                && (now - newsSinceNanos >= LONGEST_GATHERING_NANOS
                        || feeds().stream().noneMatch(Feed::isBusy));
        if (isGathered) {
            hasNews = false;
        }
        if (isRound || isGathered) {
            boolean pumps = isGathered;
            Instant instant = clock.instant();
            streams.forEach((thread, ofThread) -> run(
                    thread,
                    () -> ofThread.forEach(stream -> {
                        if (pumps) {
                            stream.pump();
                        }
                        if (isRound) {
                            stream.check(instant);
                        }
                    })));
        }
    }

    private synchronized int open() {
        return open;
    }

    private synchronized int queries() {
        return queries.size();
    }

    /** Ends all streams, and refuses new ones. */
    public void release() {
        synchronized (this) {
            isClosed = true;
        }
        streams.forEach((thread, ofThread) -> run(thread, () -> ofThread.forEach(EventStream::stop)));
    }

    @Override
    public void close() {
        release();
        ticks.close();
    }

    private static void run(XnioIoThread thread, Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException closed) {
            // The listener has closed its connections, and so the streams.
        }
    }
}
