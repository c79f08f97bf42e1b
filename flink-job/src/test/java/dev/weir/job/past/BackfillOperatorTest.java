// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.past;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.Event;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.metric.MetricChange;
import dev.weir.job.metric.MetricChange.Kind;
import dev.weir.job.time.EpochDay;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.TypeFilter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackfillOperatorTest {
    private static final int FIRST_DAY = 20_000;
    private static final int DAYS = 5;
    private static final int EVENTS_OF_A_DAY = 25;
    private static final int CHUNK = 10;
    private static final int CHUNKS_OF_A_DAY = 3;
    private static final AtomicInteger FAILURES = new AtomicInteger();

    private static final MetricDefinition ONE = count("one");
    private static final MetricDefinition OTHER = count("other");
    private static final Past PAST = new Past(Map.of(0, 9L), FIRST_DAY, FIRST_DAY + DAYS - 1, 0);

    private final List<OneInputStreamOperatorTestHarness<MetricChange, MetricChange>> subtasks = new ArrayList<>();
    private final List<MetricChange> emitted = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var subtask : subtasks) {
            subtask.close();
        }
        FAILURES.set(0);
    }

    /** A past with as many events each day. The position is the number of events that were read. */
    private static final class SomeEvents implements PastEvents {
        @Override
        public Chunk read(Past past, int day, Optional<String> after) throws IOException {
            if (FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("as the test wishes");
            }
            int from = after.map(Integer::parseInt).orElse(0);
            int to = Math.min(EVENTS_OF_A_DAY, from + CHUNK);
            List<ReceivedEvent> events = new ArrayList<>();
            for (int i = from; i < to; i++) {
                events.add(new ReceivedEvent(0, i, 0, Event.of("e" + i, "t", EpochDay.start(day) + i, "u")));
            }
            return new Chunk(events, to == EVENTS_OF_A_DAY ? Optional.empty() : Optional.of(to + ""));
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    @Test
    void measuresThePastOnceAndAnnouncesEachDay() throws Exception {
        start(2, null, List.of(ONE, OTHER));
        takeMails(DAYS * CHUNKS_OF_A_DAY);

        for (MetricDefinition definition : List.of(ONE, OTHER)) {
            for (int day = FIRST_DAY; day < FIRST_DAY + DAYS; day++) {
                List<MetricChange> ofDay = changes(definition, day);
                assertThat(ofDay.get(0).kind()).isEqualTo(Kind.PAST_BEGINS);
                assertThat(ofDay.get(ofDay.size() - 1).kind()).isEqualTo(Kind.PAST_IS_COMPLETE);
                assertThat(ofDay.stream().filter(change -> change.kind() == Kind.MEASURED))
                        .hasSize(CHUNKS_OF_A_DAY);
            }
        }
    }

    @Test
    void continuesAfterEachChunkAtAnotherParallelism() throws Exception {
        start(1, null, List.of(ONE));
        int parallelism = 1;
        for (int chunk = 0; chunk < DAYS * CHUNKS_OF_A_DAY; chunk++) {
            takeMails(1);
            int next = 1 + chunk % 3;
            restart(parallelism, next, List.of(ONE));
            parallelism = next;
        }

        assertThat(emitted.stream().filter(change -> change.kind() == Kind.MEASURED))
                .hasSize(DAYS * CHUNKS_OF_A_DAY);
        assertThat(emitted.stream().filter(change -> change.kind() == Kind.PAST_IS_COMPLETE))
                .hasSize(DAYS);
    }

    @Test
    void measuresByAnAddedDefinitionAlone() throws Exception {
        start(1, null, List.of(ONE));
        takeMails(DAYS * CHUNKS_OF_A_DAY);
        restart(1, 1, List.of(ONE, OTHER));
        emitted.clear();
        takeMails(DAYS * CHUNKS_OF_A_DAY);

        assertThat(emitted).isNotEmpty().allMatch(change -> change.definition() == OTHER.id());
    }

    @Test
    void retriesIfTheTableCannotBeRead() throws Exception {
        FAILURES.set(1);
        start(1, null, List.of(ONE));
        takeMails(DAYS * CHUNKS_OF_A_DAY);

        assertThat(emitted.stream().filter(change -> change.kind() == Kind.PAST_IS_COMPLETE))
                .hasSize(DAYS);
    }

    private List<MetricChange> changes(MetricDefinition definition, int day) {
        return emitted.stream()
                .filter(change -> change.definition() == definition.id() && change.day() == day)
                .toList();
    }

    /** Runs what the readers have passed to the tasks. */
    private void takeMails(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            await().pollInSameThread().atMost(Duration.ofSeconds(20)).until(this::takeMail);
        }
    }

    private boolean takeMail() throws Exception {
        for (var subtask : subtasks) {
            Optional<Mail> mail = subtask.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
            if (mail.isPresent()) {
                mail.get().run();
                emitted.addAll(subtask.extractOutputValues());
                subtask.getOutput().clear();
                return true;
            }
        }
        return false;
    }

    private void restart(int before, int parallelism, List<MetricDefinition> definitions) throws Exception {
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (var subtask : subtasks) {
            states.add(subtask.snapshot(1, 1));
        }
        close();
        OperatorSubtaskState state =
                AbstractStreamOperatorTestHarness.repackageState(states.toArray(OperatorSubtaskState[]::new));
        start(parallelism, state, definitions, before);
    }

    private void start(int parallelism, @Nullable OperatorSubtaskState state, List<MetricDefinition> definitions)
            throws Exception {
        start(parallelism, state, definitions, parallelism);
    }

    private void start(
            int parallelism, @Nullable OperatorSubtaskState state, List<MetricDefinition> definitions, int before)
            throws Exception {
        subtasks.clear();
        for (int index = 0; index < parallelism; index++) {
            var subtask = new OneInputStreamOperatorTestHarness<>(
                    new BackfillOperator(definitions, Map.of(ONE.id(), PAST, OTHER.id(), PAST), SomeEvents::new),
                    128,
                    parallelism,
                    index);
            if (state != null) {
                subtask.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, 128, before, parallelism, index));
            }
            subtask.open();
            subtask.processWatermark(new Watermark(1));
            emitted.addAll(subtask.extractOutputValues());
            subtask.getOutput().clear();
            subtasks.add(subtask);
        }
    }

    private static MetricDefinition count(String name) {
        return new MetricDefinition(name, "", TypeFilter.ALL, List.of(), Aggregate.COUNT, null, List.of(), List.of());
    }
}
