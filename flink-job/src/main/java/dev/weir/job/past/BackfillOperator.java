// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.past;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.metric.MetricChange;
import dev.weir.job.metric.MetricSums;
import dev.weir.job.past.PastEvents.Chunk;
import dev.weir.metric.MetricDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Adds what new metrics measure of past events to the stream of changes, which it passes on unchanged.
 *
 * <p>Past events are read in chunks, by a thread of the operator. The changes of a chunk are emitted together with the
 * record in the state that they were, between two checkpoint barriers. So each past event is measured exactly once. The
 * newest days come first. Each day belongs to one subtask.
 */
public final class BackfillOperator extends AbstractStreamOperator<MetricChange>
        implements OneInputStreamOperator<MetricChange, MetricChange> {
    private static final long serialVersionUID = 1L;

    private static final long RETRY_SECONDS = 1;

    private final List<MetricDefinition> definitions;
    private final Map<Long, Past> pasts;
    private final PastEvents.Factory source;

    private transient ListState<String> state;
    private transient BackfillProgress progress;
    private transient @Nullable ExecutorService reader;
    private transient @Nullable PastEvents events;
    private transient MailboxExecutor mailbox;
    private transient boolean isAnnounced;

    /** A day to read for definitions that are equally far. */
    private record Work(Past past, int day, Optional<String> after, List<MetricDefinition> definitions) {}

    /** @param pasts the past of each definition, by its id */
    public BackfillOperator(List<MetricDefinition> definitions, Map<Long, Past> pasts, PastEvents.Factory source) {
        this.definitions = List.copyOf(definitions);
        this.pasts = Map.copyOf(pasts);
        this.source = source;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("backfill", Types.STRING));
        progress = new BackfillProgress();
        for (String line : state.get()) {
            progress.restore(line);
        }
        progress.keepPositions(this::isOwnDay);
    }

    @Override
    public void open() throws Exception {
        super.open();
        mailbox = getContainingTask()
                .getMailboxExecutorFactory()
                .createExecutor(getOperatorConfig().getChainIndex());
        if (next().isPresent()) {
            reader = Executors.newSingleThreadExecutor(task -> new Thread(task, "backfill"));
            events = source.open();
        }
    }

    @Override
    public void processElement(StreamRecord<MetricChange> element) {
        announce();
        output.collect(element);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        announce();
        super.processWatermark(mark);
    }

    /** Says of which days past events will follow, before anything else, and begins to read. */
    private void announce() {
        if (isAnnounced) {
            return;
        }
        isAnnounced = true;
        for (MetricDefinition definition : definitions) {
            past(definition)
                    .days()
                    .filter(this::isOwnDay)
                    .filter(day -> !progress.isComplete(definition.id(), day))
                    .forEach(day -> emit(MetricChange.pastBegins(definition.id(), day)));
        }
        readNext();
    }

    private void readNext() {
        Optional<Work> next = next();
        ExecutorService thread = reader;
        if (thread != null && next.isPresent()) {
            Work work = next.get();
            thread.execute(() -> read(work));
        }
    }

    /** Runs in the thread of the reader. */
    private void read(Work work) {
        PastEvents open = Objects.requireNonNull(events);
        try {
            while (true) {
                try {
                    Chunk chunk = open.read(work.past(), work.day(), work.after());
                    List<MetricChange> changes = measure(work.definitions(), chunk.events());
                    mailbox.execute(() -> finish(work, changes, chunk.end()), "add past events to metrics");
                    return;
                } catch (IOException notNow) {
                    LOG.warn("Past events could not be read, and are read again: {}", notNow.getMessage());
                    TimeUnit.SECONDS.sleep(RETRY_SECONDS);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException closed) {
            LOG.debug("The task was closed while past events were read");
        } catch (RuntimeException | Error unforeseen) {
            mailbox.execute(
                    () -> {
                        throw new IllegalStateException("Past events could not be measured.", unforeseen);
                    },
                    "fail because of past events");
        }
    }

    private static List<MetricChange> measure(List<MetricDefinition> definitions, List<ReceivedEvent> events) {
        MetricSums sums = new MetricSums(definitions);
        events.forEach(sums::add);
        List<MetricChange> changes = new ArrayList<>();
        sums.drainTo(changes::add);
        return changes;
    }

    private void finish(Work work, List<MetricChange> changes, Optional<String> end) {
        changes.forEach(this::emit);
        for (MetricDefinition definition : work.definitions()) {
            if (end.isPresent()) {
                progress.reach(definition.id(), work.day(), end.get());
            } else {
                progress.complete(definition.id(), work.day());
                emit(MetricChange.pastIsComplete(definition.id(), work.day()));
            }
        }
        readNext();
    }

    private void emit(MetricChange change) {
        output.collect(new StreamRecord<>(change));
    }

    /** The latest day that is not complete, for all definitions with the same past that are equally far in it. */
    private Optional<Work> next() {
        Work next = null;
        for (MetricDefinition definition : definitions) {
            Past past = past(definition);
            int day = latestIncomplete(definition, past);
            if (day < past.firstDay() || past.isEmpty()) {
                continue;
            }
            Optional<String> after = progress.position(definition.id(), day);
            if (next == null || day > next.day()) {
                next = new Work(past, day, after, new ArrayList<>(List.of(definition)));
            } else if (day == next.day() && past.equals(next.past()) && after.equals(next.after())) {
                next.definitions().add(definition);
            }
        }
        return Optional.ofNullable(next);
    }

    private int latestIncomplete(MetricDefinition definition, Past past) {
        int day = past.lastDay();
        while (day >= past.firstDay() && (!isOwnDay(day) || progress.isComplete(definition.id(), day))) {
            day--;
        }
        return day;
    }

    private Past past(MetricDefinition definition) {
        return pasts.getOrDefault(definition.id(), Past.NONE);
    }

    private boolean isOwnDay(int day) {
        return Math.floorMod(day, getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks())
                == getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(progress.lines());
    }

    @Override
    public void close() throws Exception {
        if (reader != null) {
            reader.shutdownNow();
            reader.awaitTermination(1, TimeUnit.MINUTES);
        }
        if (events != null) {
            events.close();
        }
        super.close();
    }
}
