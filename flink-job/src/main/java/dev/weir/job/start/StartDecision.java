// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import dev.weir.configuration.Units;
import dev.weir.job.JobConfiguration;
import dev.weir.job.JobConfiguration.Counting;
import dev.weir.job.past.Past;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.settings.Measuring;
import dev.weir.job.source.ExistingTopic;
import dev.weir.job.source.RestoredOffset;
import dev.weir.metric.MetricDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision whether the job may start from the existing state, log and tables, and with which settings.
 *
 * @param refusals one sentence for each reason why the job must not start, because its counts would no longer be exact
 * @param notices one sentence for each change that matters
 */
record StartDecision(List<String> refusals, List<String> notices, CountingSettings settings) {

    static StartDecision of(JobConfiguration configuration, ExistingData existing, Instant now) {
        return new Checks(configuration, existing, now).decide();
    }

    private record Checks(
            JobConfiguration configuration,
            ExistingData existing,
            Instant now,
            List<String> refusals,
            List<String> notices) {

        Checks(JobConfiguration configuration, ExistingData existing, Instant now) {
            this(configuration, existing, now, new ArrayList<>(), new ArrayList<>());
        }

        StartDecision decide() {
            checkEpoch();
            if (existing.state().isPresent()) {
                StateSnapshot state = existing.state().get();
                checkBackend(state);
                checkTopicName(state);
                if (refusals.isEmpty()) {
                    existing.topic().ifPresent(topic -> checkLog(state, topic));
                }
                checkTables(state);
            } else {
                existing.topic().ifPresent(this::checkLogWithoutState);
            }
            CountingSettings settings = measuring(settings());
            return new StartDecision(List.copyOf(refusals), List.copyOf(notices), settings);
        }

        private void refuse(String reason, Object... arguments) {
            refusals.add(String.format(Locale.ROOT, reason, arguments));
        }

        private void notice(String change, Object... arguments) {
            notices.add(String.format(Locale.ROOT, change, arguments));
        }

        private void checkEpoch() {
            int highest = existing.tables().highestEpoch();
            if (configuration.epoch() < highest) {
                refuse(
                        "WEIR_JOB_EPOCH is %d, but the tables already contain rows of epoch %d, which"
                                + " would hide the rows of this job. Set it to %d to continue, or to %d to recount"
                                + " everything.",
                        configuration.epoch(), highest, highest, highest + 1);
            }
        }

        private void checkBackend(StateSnapshot state) {
            String wanted = name(configuration.state().backend());
            state.backend()
                    .filter(written -> written != configuration.state().backend())
                    .ifPresent(written -> refuse(
                            "WEIR_STATE_BACKEND is %s, but the checkpoint %s was written by %s. Only"
                                    + " savepoints can be read by both backends. Set it to %s, stop the job with a"
                                    + " savepoint (flink-job/stop-job), then start it with %s.",
                            wanted, state.path(), name(written), name(written), wanted));
        }

        private void checkTopicName(StateSnapshot state) {
            String topic = configuration.kafka().topic();
            state.positions().stream()
                    .map(RestoredOffset::topic)
                    .filter(read -> !read.equals(topic))
                    .findFirst()
                    .ifPresent(read -> refuse(
                            "WEIR_KAFKA_TOPIC is %s, but the state %s was counted from the topic %s. Set"
                                    + " it to %s, or raise WEIR_JOB_EPOCH (it is %d) to count %s from its beginning.",
                            topic, state.path(), read, read, configuration.epoch(), topic));
        }

        private void checkLog(StateSnapshot state, ExistingTopic log) {
            problemOf(state, log)
                    .ifPresent(problem -> refuse(
                            "The topic %s is not the one that the state %s was counted from: %s. Either"
                                    + " the topic was deleted and recreated, or WEIR_KAFKA_BOOTSTRAP_SERVERS (%s)"
                                    + " names other brokers. Restore the topic, or raise WEIR_JOB_EPOCH (it is %d)"
                                    + " to count what it contains now.",
                            configuration.kafka().topic(),
                            state.path(),
                            problem,
                            configuration.kafka().endpoint().bootstrapServers(),
                            configuration.epoch()));
        }

        private static Optional<String> problemOf(StateSnapshot state, ExistingTopic log) {
            Optional<String> readId = state.settings().flatMap(settings -> Optional.ofNullable(settings.topicId()));
            if (readId.isPresent() && log.topicId().isPresent() && !readId.equals(log.topicId())) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "its id was %s and is %s",
                        readId.get(),
                        log.topicId().get()));
            }
            return state.positions().stream()
                    .sorted(Comparator.comparingInt(RestoredOffset::partition))
                    .flatMap(position -> problemOf(position, log.ends()).stream())
                    .findFirst();
        }

        private static Optional<String> problemOf(RestoredOffset position, Map<Integer, Long> ends) {
            Long end = ends.get(position.partition());
            if (end == null) {
                return Optional.of(String.format(Locale.ROOT, "partition %d no longer exists", position.partition()));
            }
            return end >= position.nextOffset()
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "partition %d was read up to offset %d and ends at %d",
                            position.partition(),
                            position.nextOffset(),
                            end));
        }

        private void checkTables(StateSnapshot state) {
            if (state.tablesCompleteUpTo().isEmpty()
                    || existing.tables().completeUpTo()
                            >= state.tablesCompleteUpTo().getAsLong()) {
                return;
            }
            long completeUpTo = existing.tables().completeUpTo();
            refuse(
                    "The tables at WEIR_CLICKHOUSE_URL (%s) %s, but the state %s relies on rows written"
                            + " up to %s. It is another server, or it was reset to an older copy. Name the previous"
                            + " server, or raise WEIR_JOB_EPOCH (it is %d) to recount everything into this one.",
                    configuration.clickHouse().url(),
                    completeUpTo == 0
                            ? "have never been written"
                            : "were written up to " + Instant.ofEpochMilli(completeUpTo),
                    state.path(),
                    Instant.ofEpochMilli(state.tablesCompleteUpTo().getAsLong()),
                    configuration.epoch());
        }

        /**
         * Without state, counting starts from the beginning of the log, while the rows of the previous run are still in
         * the tables. New counts replace those rows only once they are at least as high, so the log must still hold
         * every counted record.
         */
        private void checkLogWithoutState(ExistingTopic log) {
            existing.tables().firstOffsets().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .filter(counted ->
                            log.beginnings().getOrDefault(counted.getKey(), Long.MAX_VALUE) > counted.getValue())
                    .findFirst()
                    .ifPresent(counted -> refuse(
                            "There is no state to continue from. The tables contain counts of epoch %d"
                                    + " from offset %d of partition %d on, but the topic %s no longer has these"
                                    + " records. A recount would give lower numbers than the tables show. Restore"
                                    + " the checkpoints (WEIR_CHECKPOINT_DIR, WEIR_DATA_DIR), or raise"
                                    + " WEIR_JOB_EPOCH to replace the numbers by a count of the remaining log.",
                            configuration.epoch(),
                            counted.getValue(),
                            counted.getKey(),
                            configuration.kafka().topic()));
        }

        private CountingSettings settings() {
            Counting counting = configuration.counting();
            CountingSettings fresh = CountingSettings.of(counting.allowedLateness(), counting.dedupHorizon());
            Optional<StateSnapshot> state = existing.state();
            Optional<CountingSettings> before = state.flatMap(StateSnapshot::settings);
            if (state.isPresent() && before.isEmpty()) {
                notice(
                        "The state %s does not contain the settings under which it was counted."
                                + " WEIR_ALLOWED_LATENESS=%s and WEIR_DEDUP_HORIZON=%s are assumed to be the"
                                + " previous ones.",
                        state.get().path(),
                        Units.format(counting.allowedLateness()),
                        Units.format(counting.dedupHorizon()));
            }
            CountingSettings settings = before.map(old -> old.changedTo(
                            counting.allowedLateness(),
                            counting.dedupHorizon(),
                            state.get().clock(),
                            now.toEpochMilli()))
                    .orElse(fresh);
            before.ifPresent(old -> {
                noticeLateness(old.allowedLateness().current(), settings);
                noticeHorizon(old.dedupHorizon().current(), settings);
            });
            Optional<String> topicId = existing.topic().flatMap(ExistingTopic::topicId);
            return topicId.isPresent() ? settings.withTopicId(topicId.get()) : settings;
        }

        /** A definition that is new to the state measures the stream from here on, and the past besides. */
        private CountingSettings measuring(CountingSettings settings) {
            List<MetricDefinition> definitions = configuration.metrics().all();
            boolean countsFromTheBeginning = existing.state().isEmpty();
            if (!countsFromTheBeginning) {
                definitions.forEach(definition ->
                        noticeMetric(definition, settings.measuring().get(definition.id())));
            }
            return settings.measuringBy(
                    definitions.stream().map(MetricDefinition::id).toList(),
                    countsFromTheBeginning ? Measuring.EVERYTHING : new Measuring(now.toEpochMilli(), existing.past()),
                    new Measuring(now.toEpochMilli(), Past.NONE));
        }

        private void noticeMetric(MetricDefinition definition, @Nullable Measuring before) {
            if (before == null) {
                notice(
                        "The metric %s is new or has changed. The job measures past events too, as far as"
                                + " weir.events has them. Until it has, GET /metrics says since when the metric"
                                + " is whole.",
                        definition.name());
            } else if (before.equals(Measuring.NOTHING)) {
                notice(
                        "The metric %s was removed and is back. Its rows from before are kept, but it does not measure"
                                + " the events received in between. It is whole from %s on.",
                        definition.name(), now);
            }
        }

        private void noticeLateness(Duration before, CountingSettings settings) {
            String is = Units.format(settings.allowedLateness().current());
            String was = Units.format(before);
            int raised = settings.allowedLateness().current().compareTo(before);
            if (raised > 0) {
                notice(
                        "WEIR_ALLOWED_LATENESS is %s and was %s. Events of days that were counted and"
                                + " are already closed become dead letters (late). A rebuild with a higher"
                                + " WEIR_JOB_EPOCH counts them.",
                        is, was);
            } else if (raised < 0) {
                notice(
                        "WEIR_ALLOWED_LATENESS is %s and was %s. Events received from now on that are"
                                + " older than %s become dead letters (late). Events received before are still"
                                + " counted.",
                        is, was, is);
            }
        }

        private void noticeHorizon(Duration before, CountingSettings settings) {
            Duration horizon = settings.dedupHorizon().current();
            String is = Units.format(horizon);
            String was = Units.format(before);
            int raised = horizon.compareTo(before);
            if (raised > 0 && settings.forgottenBefore() == Long.MIN_VALUE) {
                notice(
                        "WEIR_DEDUP_HORIZON is %s and was %s. No identity has been forgotten yet, so the"
                                + " new horizon applies from now on.",
                        is, was);
            } else if (raised > 0) {
                Instant forgotten = Instant.ofEpochMilli(settings.forgottenBefore());
                notice(
                        "WEIR_DEDUP_HORIZON is %s and was %s. Identities received before %s are already"
                                + " forgotten, so all duplicates within %s are found from %s on.",
                        is, was, forgotten, is, forgotten.plus(horizon));
            } else if (raised < 0) {
                notice(
                        "WEIR_DEDUP_HORIZON is %s and was %s. From now on, a copy received more than %s"
                                + " after the counted event is counted as another event.",
                        is, was, is);
            }
        }

        private static String name(JobConfiguration.StateBackend backend) {
            return backend.name().toLowerCase(Locale.ROOT);
        }
    }
}
