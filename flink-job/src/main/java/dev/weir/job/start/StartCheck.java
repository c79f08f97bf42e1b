// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import dev.weir.configuration.ConfigurationException;
import dev.weir.job.JobConfiguration;
import dev.weir.job.past.Past;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.sink.ClickHousePastEvents;
import dev.weir.job.sink.ExistingTables;
import dev.weir.job.sink.MeasuredDefinitions;
import dev.weir.job.source.ExistingTopic;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the settings against the state, the log and the tables of earlier runs, before the job is submitted. A job
 * that failed only on restore would be restarted forever.
 */
public final class StartCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
    private static final long RETRY_SECONDS = 2;
    private static final int ATTEMPTS = 5;

    private StartCheck() {}

    /**
     * Reads the checkpoint or savepoint that the job will be restored from. Does not contact Kafka or ClickHouse.
     *
     * @throws ConfigurationException if it cannot be read
     */
    public static Optional<StateSnapshot> readState(Optional<String> path) {
        return path.map(StartCheck::read);
    }

    /**
     * Reads the newest checkpoint or savepoint in a directory. Does not contact Kafka or ClickHouse.
     *
     * <p>With high availability, this runs in each new leader, while Flink already restores the job there. So the newest
     * checkpoint can be replaced by a newer one, and deleted, before it is read.
     *
     * @throws ConfigurationException if it cannot be read
     */
    public static Optional<StateSnapshot> readNewestState(String directory) throws InterruptedException {
        Path folder = new Path(directory);
        for (int attempt = 1; ; attempt++) {
            String path = directory;
            try {
                Optional<Path> newest = NewestState.in(folder);
                if (newest.isEmpty()) {
                    return Optional.empty();
                }
                path = newest.get().toString();
                return Optional.of(StateSnapshot.read(path));
            } catch (IOException unreadable) {
                if (attempt == ATTEMPTS) {
                    throw unreadable(path, unreadable);
                }
                TimeUnit.SECONDS.sleep(RETRY_SECONDS);
            }
        }
    }

    /**
     * Returns the settings with which the job may start. Waits for Kafka and ClickHouse without a time limit.
     *
     * @param state the result of {@link #readState}
     * @param notices receives one sentence for each change that matters
     * @throws ConfigurationException if the counts would no longer be exact
     */
    public static CountingSettings check(
            JobConfiguration configuration, Optional<StateSnapshot> state, Consumer<String> notices)
            throws InterruptedException {
        while (true) {
            try {
                ExistingData existing = new ExistingData(
                        state,
                        ExistingTopic.read(
                                configuration.kafka().endpoint(),
                                configuration.kafka().topic()),
                        ExistingTables.read(configuration.clickHouse(), configuration.epoch()),
                        past(configuration, state));
                Instant now = Instant.now();
                StartDecision decision = StartDecision.of(configuration, existing, now);
                if (!decision.refusals().isEmpty()) {
                    throw new ConfigurationException(decision.refusals());
                }
                List<String> all = new ArrayList<>(decision.notices());
                noticeMissingDeadLetterTopic(configuration, all::add);
                MeasuredDefinitions.declare(
                        configuration.clickHouse(),
                        configuration.metrics().all(),
                        decision.settings().measuring(),
                        now);
                all.forEach(notices);
                return decision.settings();
            } catch (IOException notYet) {
                LOG.atWarn()
                        .addKeyValue("reason", String.valueOf(notYet.getMessage()))
                        .log("Waiting for Kafka and ClickHouse before the start");
                TimeUnit.SECONDS.sleep(RETRY_SECONDS);
            }
        }
    }

    /** Read only for definitions that the state does not measure by yet, because it takes time with many events. */
    private static Past past(JobConfiguration configuration, Optional<StateSnapshot> state) throws IOException {
        Set<Long> known = state.flatMap(StateSnapshot::settings)
                .map(settings -> settings.measuring().keySet())
                .orElse(Set.of());
        boolean isAnyNew = configuration.metrics().all().stream().anyMatch(metric -> !known.contains(metric.id()));
        if (state.isEmpty() || !isAnyNew) {
            return Past.NONE;
        }
        Map<Integer, Long> offsets = new HashMap<>();
        state.get().positions().forEach(position -> offsets.put(position.partition(), position.nextOffset()));
        return ClickHousePastEvents.pastBefore(configuration.clickHouse(), offsets);
    }

    /** A missing topic is no reason to refuse the start, because brokers may create topics on first use. */
    private static void noticeMissingDeadLetterTopic(JobConfiguration configuration, Consumer<String> notices)
            throws IOException, InterruptedException {
        String topic = configuration.kafka().deadLetterTopic();
        if (!ExistingTopic.exists(configuration.kafka().endpoint(), topic)) {
            notices.accept("WEIR_KAFKA_DEAD_LETTER_TOPIC is " + topic
                    + ", but this topic does not exist. Unless the brokers create it, the job waits for it at the"
                    + " first record that it cannot count.");
        }
    }

    private static StateSnapshot read(String path) {
        try {
            return StateSnapshot.read(path);
        } catch (IOException unreadable) {
            throw unreadable(path, unreadable);
        }
    }

    private static ConfigurationException unreadable(String path, IOException reason) {
        return new ConfigurationException(List.of("The state " + path
                + " cannot be read: " + reason.getMessage()
                + ". Start from another checkpoint or savepoint, or raise WEIR_JOB_EPOCH to recount everything."));
    }
}
