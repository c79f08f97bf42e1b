// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.UndecodableEventException;
import dev.weir.event.Violation;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.OperatorLedger;
import dev.weir.job.ledger.Tally;
import dev.weir.job.source.LogRecord;
import dev.weir.job.time.AllowedLateness;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.tracing.ProcessSpans;
import java.util.Arrays;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decodes each record and checks the event against the gateway's rules, because other producers may write to the topic
 * too.
 *
 * <p>Every record is emitted either as an event or as a dead letter. The decision depends only on the record, so a
 * replay repeats it.
 *
 * <p>Before each watermark, the operator reports how far each partition has been read. These offsets are not kept in
 * state: a partition is reported only after a new record, which also sets its offset.
 */
public final class DecodeOperator extends AbstractStreamOperator<ReceivedEvent>
        implements OneInputStreamOperator<LogRecord, ReceivedEvent> {
    private static final long serialVersionUID = 1L;
    private static final int INITIAL_PARTITIONS = 16;

    private final String topic;
    private final AllowedLateness allowedLateness;
    private final JobTracing tracing;

    private transient EventCodec codec;
    private transient RulesByReceipt rules;
    private transient OperatorLedger ledger;
    private transient Tally tally;
    private transient ProcessSpans spans;
    private transient Counter read;
    private transient Counter late;
    private transient Counter deadLetters;

    /** The next offset by partition; 0 if nothing was read since the last watermark. */
    private transient long[] nextOffsets;

    public DecodeOperator(String topic, AllowedLateness allowedLateness, JobTracing tracing) {
        this.topic = topic;
        this.allowedLateness = allowedLateness;
        this.tracing = tracing;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ledger = new OperatorLedger(context.getOperatorStateStore());
        tally = ledger.tally();
    }

    @Override
    public void open() throws Exception {
        super.open();
        codec = new EventCodec();
        rules = new RulesByReceipt(allowedLateness);
        spans = new ProcessSpans(tracing.open(), topic);
        nextOffsets = new long[INITIAL_PARTITIONS];
        MetricGroup metrics = getMetricGroup().addGroup("weir");
        read = metrics.counter("read_total");
        late = metrics.counter("late_total");
        deadLetters = metrics.counter("dead_letters_total");
    }

    @Override
    public void close() throws Exception {
        try {
            super.close();
        } finally {
            // This field is null if the operator could not be opened.
            if (spans != null) {
                spans.close();
            }
        }
    }

    @Override
    public void processElement(StreamRecord<LogRecord> element) {
        LogRecord logRecord = element.getValue();
        countRead(logRecord);
        byte[] value = logRecord.value();
        if (value == null) {
            emitDeadLetter(element, Account.MALFORMED, "the record has no value");
            return;
        }
        Event event;
        try {
            event = codec.decode(value);
        } catch (UndecodableEventException undecodable) {
            emitDeadLetter(element, Account.MALFORMED, undecodable.getMessage());
            return;
        }
        Violation violation = rules.at(logRecord.receivedAt()).check(event, logRecord.receivedAt());
        if (violation == null) {
            output.collect(element.replace(new ReceivedEvent(
                    logRecord.partition(),
                    logRecord.offset(),
                    logRecord.receivedAt(),
                    event,
                    logRecord.traceParent())));
        } else {
            Account reason = violation.code() == ErrorCode.TOO_OLD ? Account.LATE : Account.MALFORMED;
            emitDeadLetter(element, reason, violation.message());
        }
    }

    private void countRead(LogRecord logRecord) {
        int partition = logRecord.partition();
        long nextOffset = logRecord.offset() + 1;
        if (partition >= nextOffsets.length) {
            nextOffsets = Arrays.copyOf(nextOffsets, Math.max(partition + 1, 2 * nextOffsets.length));
        }
        nextOffsets[partition] = nextOffset;
        tally.add(Account.FIRST_OFFSET, partition, logRecord.offset());
        tally.add(Account.OFFSET, partition, nextOffset);
        tally.add(Account.READ, partition, 1);
        read.inc();
    }

    private void emitDeadLetter(StreamRecord<LogRecord> element, Account account, @Nullable String detail) {
        LogRecord logRecord = element.getValue();
        tally.add(account, logRecord.partition(), 1);
        deadLetters.inc();
        if (account == Account.LATE) {
            late.inc();
        }
        String reason = account == Account.LATE ? DeadLetterRecord.LATE : DeadLetterRecord.MALFORMED;
        if (logRecord.traceParent() != null) {
            spans.recordOutcome(logRecord.traceParent(), logRecord.partition(), logRecord.offset(), reason);
        }
        DeadLetterRecord letter = new DeadLetterRecord(
                System.currentTimeMillis(),
                reason,
                detail == null ? "" : detail,
                topic,
                logRecord.partition(),
                logRecord.offset(),
                logRecord.key(),
                logRecord.value());
        output.collect(DeadLetterRecord.TAG, new StreamRecord<>(letter.truncated(), element.getTimestamp()));
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        for (int partition = 0; partition < nextOffsets.length; partition++) {
            if (nextOffsets[partition] > 0) {
                ReadProgress progress = new ReadProgress(partition, nextOffsets[partition], mark.getTimestamp());
                output.collect(ReadProgress.TAG, new StreamRecord<>(progress));
                nextOffsets[partition] = 0;
            }
        }
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        ledger.emit(checkpointId, output);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ledger.snapshot();
    }
}
