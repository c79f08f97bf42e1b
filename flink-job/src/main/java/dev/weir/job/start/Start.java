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
 * Holds the settings against what earlier runs have left in the state, in the log and in the tables, before the job is
 * submitted: a job that is refused only when it is restored would be restarted for ever.
 */
public final class Start {
    private static final Logger log = LoggerFactory.getLogger(Start.class);
    private static final long PAUSE_SECONDS = 2;

    private Start() {}

    /**
     * What is in the checkpoint or savepoint that the job will be restored from. It asks neither Kafka nor ClickHouse.
     *
     * @throws ConfigurationException when it cannot be read
     */
    public static Optional<FoundState> state(Optional<String> path) {
        return path.map(Start::read);
    }

    /**
     * The terms under which the job may go on. Waits for Kafka and ClickHouse for as long as it takes.
     *
     * @param state what {@link #state} has read
     * @param notices takes a sentence for each change that matters
     * @throws ConfigurationException when numbers would no longer be exact
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

    /** Brokers may create topics when they are first written to: this is no reason to refuse. */
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
