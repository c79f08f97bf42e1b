package dev.weir.job.dedup;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.job.decode.DeadLetter;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.dedup.OpenDays.Verdict;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.Books;
import dev.weir.job.ledger.Tally;
import dev.weir.job.terms.Terms;
import dev.weir.job.time.Horizon;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.tracing.ProcessSpans;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Lets the first copy of each event pass, and no event whose counts may be gone. Keyed by the shard of the user.
 *
 * <p>The one place that decides whether an event is counted: a duplicate ends here, an event behind the retention becomes a
 * dead letter here, and what leaves is counted by every operator that follows.
 *
 * <p>A shard's identities live in memory ({@link IdentitySet}). Before each barrier, what is new since the last one is
 * written to keyed state as one chunk, so that a checkpoint carries only that; after a restart the chunks make the memory
 * anew, on whichever subtask the shard's key group is. Chunks are filed by the hour of their latest receipt and dropped
 * when the clock has passed the horizon.
 */
public final class DeduplicateOperator extends AbstractStreamOperator<ReceivedEvent>
        implements OneInputStreamOperator<ReceivedEvent, ReceivedEvent> {
    private static final long serialVersionUID = 1L;

    static final String CHUNKS = "identity-chunks";

    /** The most that a sweep may come late. */
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);

    private final String topic;
    private final Terms terms;
    private final Horizon horizon;
    private final JobTracing tracing;

    private transient Fingerprint fingerprint;
    private transient EventCodec codec;
    private transient Map<Integer, Shard> shards;
    private transient Queue<Integer> toSweep;
    private transient MapState<Long, byte[]> chunks;
    private transient OpenDays days;
    private transient long sweptAt;
    private transient Books books;
    private transient Tally tally;
    private transient ProcessSpans spans;
    private transient Counter counted;
    private transient Counter duplicates;
    private transient Counter late;
    private transient Counter deadLetters;

    public DeduplicateOperator(String topic, Terms terms, JobTracing tracing) {
        this.topic = topic;
        this.terms = terms;
        this.horizon = terms.dedupHorizon();
        this.tracing = tracing;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        fingerprint = new Fingerprint();
        codec = new EventCodec();
        // Whoever asks for the metrics looks into it too.
        shards = new ConcurrentHashMap<>();
        toSweep = new ArrayDeque<>();
        sweptAt = Long.MIN_VALUE;
        chunks = context.getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(
                        CHUNKS, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        restoreShards();

        days = new OpenDays(
                context.getOperatorStateStore(),
                terms,
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0);
        books = new Books(context.getOperatorStateStore());
        tally = books.tally();
    }

    private void restoreShards() throws Exception {
        List<Integer> keys;
        try (var stream = this.<Integer>getKeyedStateBackend().getKeys(CHUNKS, VoidNamespace.INSTANCE)) {
            keys = stream.distinct().toList();
        }
        for (Integer key : keys) {
            setCurrentKey(key);
            Shard shard = shards.computeIfAbsent(key, any -> new Shard());
            for (Map.Entry<Long, byte[]> chunk : chunks.entries()) {
                shard.restore(chunk.getKey(), chunk.getValue());
            }
        }
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
        metrics.gauge("watermark_lag_seconds", this::watermarkLagSeconds);
    }

    @Override
    public void close() throws Exception {
        try {
            super.close();
        } finally {
            // It is not there when the operator could not be opened.
            if (spans != null) {
                spans.close();
            }
        }
    }

    /** How far the job's clock is behind the wall's; not a number before the first watermark. */
    private double watermarkLagSeconds() {
        long clock = days.clock();
        return clock == Long.MIN_VALUE ? Double.NaN : (System.currentTimeMillis() - clock) / 1000.0;
    }

    int rememberedIdentities() {
        return shards.values().stream().mapToInt(Shard::size).sum();
    }

    @Override
    public void processElement(StreamRecord<ReceivedEvent> element) throws Exception {
        ReceivedEvent received = element.getValue();
        Event event = received.event();
        Verdict verdict = days.of(event.timestamp());
        if (verdict != Verdict.OPEN) {
            late.inc();
            deadLetters.inc();
            trace(received, "late");
            tally.add(Account.LATE, received.partition(), 1);
            output.collect(DeadLetter.TAG, new StreamRecord<>(late(received, verdict), element.getTimestamp()));
        } else if (event.eventIdAssigned() || isFirst(event, received.receivedAt())) {
            counted.inc();
            days.counted(event.timestamp());
            tally.add(Account.COUNTED, received.partition(), 1);
            output.collect(received.traceParent() == null ? element : element.replace(trace(received, "counted")));
        } else {
            duplicates.inc();
            trace(received, "duplicate");
            tally.add(Account.DUPLICATES, received.partition(), 1);
        }
    }

    /** The event as it goes on from the span of this decision; itself, where its request is not traced. */
    private ReceivedEvent trace(ReceivedEvent received, String outcome) {
        String traceParent = received.traceParent();
        return traceParent == null
                ? received
                : received.below(spans.processed(traceParent, received.partition(), received.offset(), outcome));
    }

    private boolean isFirst(Event event, long receivedAt) {
        fingerprint.of(event.userId(), event.eventId());
        Integer key = (Integer) getCurrentKey();
        Shard shard = shards.get(key);
        if (shard == null) {
            shard = new Shard();
            shards.put(key, shard);
        }
        return shard.add(fingerprint.high, fingerprint.low, receivedAt, horizon.millisAt(receivedAt));
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
            // The end of the input is no moment in time: midnights that have not come must not be counted through.
            return;
        }
        days.advance(mark.getTimestamp());
        sweepOneShard();
        super.processWatermark(mark);
    }

    /** One shard a watermark, every shard once an hour: forgetting never holds the stream up for long. */
    private void sweepOneShard() throws Exception {
        long clock = days.clock();
        if (toSweep.isEmpty() && (sweptAt == Long.MIN_VALUE || clock - sweptAt >= SWEEP_EVERY.toMillis())) {
            sweptAt = clock;
            toSweep.addAll(shards.keySet());
        }
        Integer key = toSweep.poll();
        long kept = horizon.now().plus(Terms.HORIZON_SLACK).toMillis();
        if (key != null) {
            setCurrentKey(key);
            Shard shard = shards.get(key);
            if (shard != null) {
                for (Long chunk : shard.forgetBefore(clock - kept)) {
                    chunks.remove(chunk);
                }
            }
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        for (Map.Entry<Integer, Shard> entry : shards.entrySet()) {
            Shard shard = entry.getValue();
            if (shard.hasNews()) {
                setCurrentKey(entry.getKey());
                chunks.put(shard.nextChunkId(), shard.takeNews());
            }
        }
        books.close(checkpointId, output);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        days.snapshot();
        books.snapshot();
    }

    private DeadLetter late(ReceivedEvent received, Verdict verdict) {
        Event event = received.event();
        String detail = verdict == Verdict.CLOSED_BEFORE
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
                        Instant.ofEpochMilli(days.clock()));
        return new DeadLetter(
                System.currentTimeMillis(),
                DeadLetter.LATE,
                detail,
                topic,
                received.partition(),
                received.offset(),
                event.userId().getBytes(StandardCharsets.UTF_8),
                codec.encode(event));
    }
}
