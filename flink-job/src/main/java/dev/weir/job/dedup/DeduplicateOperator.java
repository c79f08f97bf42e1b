// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.dedup.OpenDays.DayStatus;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.OperatorLedger;
import dev.weir.job.ledger.Tally;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.time.DedupHorizon;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.tracing.ProcessSpans;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Passes the first copy of each event, and drops duplicates. Keyed by the shard of the user.
 *
 * <p>This is the only place that decides whether a decoded event is counted. A duplicate ends here. An event of a
 * closed day, whose counts may already be dropped, becomes a dead letter. Every event that leaves this operator is
 * counted by all operators downstream.
 *
 * <p>The recent identities of a {@link Shard} are in memory. Older ones are in keyed state, behind in-memory filters of
 * bounded size. Before each barrier, identities added since the last one are written to keyed state as one chunk, so a
 * checkpoint only carries what has changed.
 */
public final class DeduplicateOperator extends AbstractStreamOperator<ReceivedEvent>
        implements OneInputStreamOperator<ReceivedEvent, ReceivedEvent> {
    private static final long serialVersionUID = 1L;

    /** The interval between two sweeps of a shard. */
    private static final Duration SWEEP_INTERVAL = Duration.ofHours(1);

    /** How many identities a shard merges per watermark, so that merges also progress without new events. */
    private static final int COMPACTION_PER_WATERMARK = 2_000;

    private final String topic;
    private final CountingSettings settings;
    private final DedupHorizon horizon;
    private final JobTracing tracing;
    private final ShardLimits limits;

    private transient Fingerprint fingerprint;
    private transient EventCodec codec;
    private transient Map<Integer, Shard> shards;
    private transient Queue<Integer> shardsToSweep;
    private transient Queue<Integer> shardsToCompact;
    private transient FilterBudget filterBudget;
    private transient OpenDays openDays;
    private transient long sweptAt;
    private transient OperatorLedger ledger;
    private transient Tally tally;
    private transient ProcessSpans spans;
    private transient Counter counted;
    private transient Counter duplicates;
    private transient Counter late;
    private transient Counter deadLetters;

    public DeduplicateOperator(String topic, CountingSettings settings, JobTracing tracing) {
        this(topic, settings, tracing, ShardLimits.of(settings.dedupHorizon().current()));
    }

    DeduplicateOperator(String topic, CountingSettings settings, JobTracing tracing, ShardLimits limits) {
        this.topic = topic;
        this.settings = settings;
        this.horizon = settings.dedupHorizon();
        this.tracing = tracing;
        this.limits = limits;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        fingerprint = new Fingerprint();
        codec = new EventCodec();
        shardsToSweep = new ArrayDeque<>();
        shardsToCompact = new ArrayDeque<>();
        sweptAt = Long.MIN_VALUE;
        filterBudget = FilterBudget.ofProcess();
        shards = restoreShards(KeyedShardState.of(context.getKeyedStateStore(), getKeyedStateBackend()));

        openDays = new OpenDays(
                context.getOperatorStateStore(),
                settings,
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0);
        ledger = new OperatorLedger(context.getOperatorStateStore());
        tally = ledger.tally();
    }

    private Map<Integer, Shard> restoreShards(ShardState state) throws Exception {
        Map<Integer, Shard> restored = new LinkedHashMap<>();
        TaskInfo task = getRuntimeContext().getTaskInfo();
        for (int keyGroup : KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                UserShards.COUNT, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask())) {
            Integer key = UserShards.keyOf(keyGroup);
            setCurrentKey(key);
            restored.put(key, Shard.restore(state, limits, filterBudget));
        }
        return restored;
    }

    @Override
    public void open() throws Exception {
        super.open();
        spans = new ProcessSpans(tracing.open(), topic);
        MetricGroup metrics = getMetricGroup().addGroup("weir");
        counted = metrics.counter("counted_total");
        duplicates = metrics.counter("duplicates_total");
        late = metrics.counter("late_total");
        deadLetters = metrics.counter("dead_letters_total");
        metrics.gauge("remembered_identities", this::rememberedIdentities);
        metrics.gauge("identity_filter_bytes", filterBudget::usedBytes);
        metrics.gauge("identity_filter_budget_used", filterBudget::usedShare);
        metrics.gauge("watermark_lag_seconds", this::watermarkLagSeconds);
    }

    @Override
    public void close() throws Exception {
        try {
            super.close();
        } finally {
            // These fields are null if the operator could not be opened.
            if (filterBudget != null) {
                filterBudget.close();
            }
            if (spans != null) {
                spans.close();
            }
        }
    }

    /** The difference between the wall clock and the job's clock; NaN before the first watermark. */
    private double watermarkLagSeconds() {
        long clock = openDays.clock();
        return clock == Long.MIN_VALUE ? Double.NaN : (System.currentTimeMillis() - clock) / 1000.0;
    }

    long rememberedIdentities() {
        return shards.values().stream().mapToLong(Shard::size).sum();
    }

    @Override
    public void processElement(StreamRecord<ReceivedEvent> element) throws Exception {
        ReceivedEvent received = element.getValue();
        Event event = received.event();
        DayStatus dayStatus = openDays.statusOf(event.timestamp());
        if (dayStatus != DayStatus.OPEN) {
            late.inc();
            deadLetters.inc();
            trace(received, "late");
            tally.add(Account.LATE, received.partition(), 1);
            output.collect(
                    DeadLetterRecord.TAG,
                    new StreamRecord<>(lateDeadLetter(received, dayStatus), element.getTimestamp()));
        } else if (event.eventIdAssigned() || isFirst(event, received.receivedAt())) {
            counted.inc();
            openDays.counted(event.timestamp());
            tally.add(Account.COUNTED, received.partition(), 1);
            output.collect(received.traceParent() == null ? element : element.replace(trace(received, "counted")));
        } else {
            duplicates.inc();
            trace(received, "duplicate");
            tally.add(Account.DUPLICATES, received.partition(), 1);
        }
    }

    /**
     * Records the outcome. Returns the event with the new span as its parent, or the event itself if its request is not
     * traced.
     */
    private ReceivedEvent trace(ReceivedEvent received, String outcome) {
        String traceParent = received.traceParent();
        return traceParent == null
                ? received
                : received.withTraceParent(
                        spans.recordOutcome(traceParent, received.partition(), received.offset(), outcome));
    }

    private boolean isFirst(Event event, long receivedAt) throws Exception {
        fingerprint.compute(event.userId(), event.eventId());
        return shard((Integer) getCurrentKey())
                .add(fingerprint.high, fingerprint.low, receivedAt, horizon.millisAt(receivedAt));
    }

    private Shard shard(Integer key) {
        return Objects.requireNonNull(shards.get(key), "a shard for each key group");
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
            // The end of the input is not a point in time. It must not trigger the midnights that are still to come.
            return;
        }
        openDays.advance(mark.getTimestamp());
        sweepOneShard();
        compactOneShard();
        super.processWatermark(mark);
    }

    /**
     * Sweeps one shard per watermark and every shard once an hour, so that a sweep never blocks the stream for long.
     */
    private void sweepOneShard() throws Exception {
        long clock = openDays.clock();
        if (shardsToSweep.isEmpty() && (sweptAt == Long.MIN_VALUE || clock - sweptAt >= SWEEP_INTERVAL.toMillis())) {
            sweptAt = clock;
            shardsToSweep.addAll(shards.keySet());
        }
        Integer key = shardsToSweep.poll();
        if (key != null) {
            setCurrentKey(key);
            long kept = horizon.current().plus(CountingSettings.HORIZON_SLACK).toMillis();
            shard(key).forgetBefore(clock - kept);
        }
    }

    /** Lets merges and removals progress in shards without new events. */
    private void compactOneShard() throws Exception {
        if (shardsToCompact.isEmpty()) {
            shards.forEach((key, shard) -> {
                if (shard.needsCompaction()) {
                    shardsToCompact.add(key);
                }
            });
        }
        Integer key = shardsToCompact.poll();
        if (key != null) {
            setCurrentKey(key);
            shard(key).compact(COMPACTION_PER_WATERMARK);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        for (Map.Entry<Integer, Shard> entry : shards.entrySet()) {
            Shard shard = entry.getValue();
            if (shard.hasUnsaved()) {
                setCurrentKey(entry.getKey());
                shard.save();
            }
        }
        ledger.emit(checkpointId, output);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        openDays.snapshot();
        ledger.snapshot();
    }

    private DeadLetterRecord lateDeadLetter(ReceivedEvent received, DayStatus dayStatus) {
        Event event = received.event();
        String detail = dayStatus == DayStatus.CLOSED_BEFORE
                ? String.format(
                        Locale.ROOT,
                        "timestamp %s belongs to a day that was closed while WEIR_ALLOWED_LATENESS was smaller, and its counts"
                                + " can no longer be changed. Raising WEIR_ALLOWED_LATENESS helps days that are still"
                                + " open; a rebuild under a higher WEIR_JOB_EPOCH counts this event.",
                        Instant.ofEpochMilli(event.timestamp()))
                : String.format(
                        Locale.ROOT,
                        "timestamp %s belongs to a day that was closed when the event was read, at %s by the job's clock.",
                        Instant.ofEpochMilli(event.timestamp()),
                        Instant.ofEpochMilli(openDays.clock()));
        return new DeadLetterRecord(
                System.currentTimeMillis(),
                DeadLetterRecord.LATE,
                detail,
                topic,
                received.partition(),
                received.offset(),
                event.userId().getBytes(StandardCharsets.UTF_8),
                codec.encode(event));
    }
}
