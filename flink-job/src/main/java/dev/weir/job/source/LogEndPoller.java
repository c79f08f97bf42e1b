// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the brokers for the beginnings and ends of the watched partitions, on its own thread.
 *
 * <p>While no broker responds, the last result stays in place, so watermarks derived from it stand still.
 */
final class LogEndPoller implements AutoCloseable {
    /**
     * The extent of the log at a moment. Every record acknowledged before {@code queriedAt} lies before {@code ends}: a
     * record is acknowledged only once it is below the high watermark, and the brokers report the high watermark as the
     * end.
     */
    record LogBounds(long queriedAt, Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {}

    private static final Logger LOG = LoggerFactory.getLogger(LogEndPoller.class);
    private static final long TIMEOUT_SECONDS = 10;

    /**
     * Beginnings are polled less often. They matter only for partitions that have not been read yet, and change only
     * when records are deleted. An outdated beginning only makes the distance to the end too large.
     */
    private static final Duration BEGINNINGS_INTERVAL = Duration.ofSeconds(5);

    private final Admin admin;
    private final ScheduledExecutorService executor;
    private final Clock clock;
    private final Runnable onResponse;
    private final Set<TopicPartition> watched = ConcurrentHashMap.newKeySet();

    private Map<TopicPartition, Long> beginnings = Map.of();
    private long beginningsAt;

    private volatile @Nullable LogBounds latest;

    /** @param onResponse called on this object's thread after each response */
    LogEndPoller(Properties client, Duration interval, Runnable onResponse) {
        this(
                Admin.create(client),
                Executors.newSingleThreadScheduledExecutor(new ExecutorThreadFactory("log-ends")),
                Clock.systemUTC(),
                interval,
                onResponse);
    }

    /** {@link #close} also closes the client and the executor. */
    @SuppressWarnings("FutureReturnValueIgnored") // The task does not throw.
    LogEndPoller(Admin admin, ScheduledExecutorService executor, Clock clock, Duration interval, Runnable onResponse) {
        this.admin = admin;
        this.executor = executor;
        this.clock = clock;
        this.onResponse = onResponse;
        executor.scheduleWithFixedDelay(this::poll, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void watch(Collection<TopicPartition> partitions) {
        watched.addAll(partitions);
    }

    @Nullable
    LogBounds latest() {
        return latest;
    }

    private void poll() {
        Set<TopicPartition> partitions = Set.copyOf(watched);
        long queriedAt = clock.millis();
        try {
            boolean areBeginningsOld = queriedAt - beginningsAt >= BEGINNINGS_INTERVAL.toMillis();
            if (areBeginningsOld || !beginnings.keySet().containsAll(partitions)) {
                beginnings = offsets(partitions, partition -> OffsetSpec.earliest());
                beginningsAt = queriedAt;
            }
            latest = new LogBounds(queriedAt, beginnings, offsets(partitions, partition -> OffsetSpec.latest()));
            onResponse.run();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            LOG.atDebug().setCause(failed).log("Could not read the ends of the log from the brokers");
        }
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, Function<TopicPartition, OffsetSpec> spec)
            throws Exception {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), spec)))
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    @Override
    public void close() {
        executor.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
