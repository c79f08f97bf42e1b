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
final class LogEnds implements AutoCloseable {
    /**
     * The extent of the log at a moment. Every record acknowledged before {@code askedAt} lies before {@code ends}: a
     * record is acknowledged only once it is below the high watermark, and the brokers report the high watermark as the
     * end.
     */
    record Answer(long askedAt, Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {}

    private static final Logger log = LoggerFactory.getLogger(LogEnds.class);
    private static final long PATIENCE_SECONDS = 10;

    /**
     * Beginnings are polled less often. They matter only for partitions that have not been read yet, and change only
     * when records are deleted. An outdated beginning only makes the distance to the end too large.
     */
    private static final Duration BEGINNINGS_EVERY = Duration.ofSeconds(5);

    private final Admin admin;
    private final ScheduledExecutorService executor;
    private final Clock clock;
    private final Runnable onAnswer;
    private final Set<TopicPartition> watched = ConcurrentHashMap.newKeySet();

    private Map<TopicPartition, Long> beginnings = Map.of();
    private long beginningsAt;

    private volatile @Nullable Answer latest;

    /** @param onAnswer called on this object's thread after each response */
    LogEnds(Properties client, Duration interval, Runnable onAnswer) {
        this(
                Admin.create(client),
                Executors.newSingleThreadScheduledExecutor(new ExecutorThreadFactory("log-ends")),
                Clock.systemUTC(),
                interval,
                onAnswer);
    }

    /** {@link #close} also closes the client and the executor. */
    @SuppressWarnings("FutureReturnValueIgnored") // The task does not throw.
    LogEnds(Admin admin, ScheduledExecutorService executor, Clock clock, Duration interval, Runnable onAnswer) {
        this.admin = admin;
        this.executor = executor;
        this.clock = clock;
        this.onAnswer = onAnswer;
        executor.scheduleWithFixedDelay(this::ask, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void watch(Collection<TopicPartition> partitions) {
        watched.addAll(partitions);
    }

    @Nullable
    Answer latest() {
        return latest;
    }

    private void ask() {
        Set<TopicPartition> partitions = Set.copyOf(watched);
        long askedAt = clock.millis();
        try {
            boolean areOld = askedAt - beginningsAt >= BEGINNINGS_EVERY.toMillis();
            if (areOld || !beginnings.keySet().containsAll(partitions)) {
                beginnings = offsets(partitions, partition -> OffsetSpec.earliest());
                beginningsAt = askedAt;
            }
            latest = new Answer(askedAt, beginnings, offsets(partitions, partition -> OffsetSpec.latest()));
            onAnswer.run();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (Exception unanswered) {
            log.atDebug().setCause(unanswered).log("the brokers did not say where the log ends");
        }
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, Function<TopicPartition, OffsetSpec> spec)
            throws Exception {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), spec)))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
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
