// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import dev.weir.configuration.ConfigurationException;
import dev.weir.job.JobConfiguration;
import dev.weir.job.sink.FoundTables;
import dev.weir.job.source.FoundLog;
import dev.weir.job.terms.Terms;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the settings against the state, the log and the tables of earlier runs, before the job is submitted. A job
 * that failed only on restore would be restarted forever.
 */
public final class Start {
    private static final Logger log = LoggerFactory.getLogger(Start.class);
    private static final long PAUSE_SECONDS = 2;

    private Start() {}

    /**
     * Reads the checkpoint or savepoint that the job will be restored from. Does not contact Kafka or ClickHouse.
     *
     * @throws ConfigurationException if it cannot be read
     */
    public static Optional<FoundState> state(Optional<String> path) {
        return path.map(Start::read);
    }

    /**
     * Returns the terms under which the job may continue. Waits for Kafka and ClickHouse without a time limit.
     *
     * @param state the result of {@link #state}
     * @param notices receives one sentence for each change that matters
     * @throws ConfigurationException if the counts would no longer be exact
     */
    public static Terms examine(JobConfiguration configuration, Optional<FoundState> state, Consumer<String> notices)
            throws InterruptedException {
        while (true) {
            try {
                Found found = new Found(
                        state,
                        FoundLog.look(
                                configuration.kafka().endpoint(),
                                configuration.kafka().topic()),
                        FoundTables.look(configuration.clickHouse(), configuration.epoch()));
                Judgement judgement = Judgement.of(configuration, found, Instant.now());
                if (!judgement.refusals().isEmpty()) {
                    throw new ConfigurationException(judgement.refusals());
                }
                List<String> all = new ArrayList<>(judgement.notices());
                noticeMissingDeadLetterTopic(configuration, all::add);
                all.forEach(notices);
                return judgement.terms();
            } catch (IOException notYet) {
                log.atWarn()
                        .addKeyValue("reason", String.valueOf(notYet.getMessage()))
                        .log("Waiting to see what the job goes on from");
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            }
        }
    }

    /** A missing topic is no reason to refuse the start, because brokers may create topics on first use. */
    private static void noticeMissingDeadLetterTopic(JobConfiguration configuration, Consumer<String> notices)
            throws IOException, InterruptedException {
        String topic = configuration.kafka().deadLetterTopic();
        if (!FoundLog.exists(configuration.kafka().endpoint(), topic)) {
            notices.accept("WEIR_KAFKA_DEAD_LETTER_TOPIC is " + topic
                    + ", and there is no such topic: unless the brokers create it, the job waits for it at the first"
                    + " record that it cannot count.");
        }
    }

    private static FoundState read(String path) {
        try {
            return FoundState.read(path);
        } catch (IOException unreadable) {
            throw new ConfigurationException(
                    List.of(
                            "The state " + path
                                    + " cannot be read: " + unreadable.getMessage()
                                    + ". Start from another checkpoint or savepoint, or raise WEIR_JOB_EPOCH to count everything anew."));
        }
    }
}
