// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.UndecodableEventException;
import dev.weir.event.Violation;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.Bookkeeping;
import dev.weir.job.ledger.Tally;
import dev.weir.job.source.LogRecord;
import dev.weir.job.time.Lateness;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.tracing.ProcessSpans;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a record and checks the event against the gateway's rules, because other producers may write to the topic
 * too.
 *
 * <p>Every record is emitted either as an event or as a dead letter. The decision depends only on the record, so a
 * replay repeats it.
 */
public final class DecodeFunction extends ProcessFunction<LogRecord, ReceivedEvent> implements Bookkeeping {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final Lateness allowedLateness;
    private final JobTracing tracing;

    private transient EventCodec codec;
    private transient RulesByReceipt rules;
    private transient Tally tally;
    private transient ProcessSpans spans;
    private transient Counter read;
    private transient Counter late;
    private transient Counter deadLetters;

    public DecodeFunction(String topic, Lateness allowedLateness, JobTracing tracing) {
        this.topic = topic;
        this.allowedLateness = allowedLateness;
        this.tracing = tracing;
    }

    @Override
    public void open(OpenContext context) {
        codec = new EventCodec();
        rules = new RulesByReceipt(allowedLateness);
        spans = new ProcessSpans(tracing.open(), topic);
        MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("weir");
        read = metrics.counter("read_total");
        late = metrics.counter("late_total");
        deadLetters = metrics.counter("dead_letters_total");
    }

    @Override
    public void close() {
        // This field is null if the operator could not be opened.
        if (spans != null) {
            spans.close();
        }
    }

    @Override
    public void keep(Tally books) {
        tally = books;
    }

    @Override
    public void processElement(LogRecord logRecord, Context context, Collector<ReceivedEvent> out) {
        tally.add(Account.FIRST_OFFSET, logRecord.partition(), logRecord.offset());
        tally.add(Account.OFFSET, logRecord.partition(), logRecord.offset() + 1);
        tally.add(Account.READ, logRecord.partition(), 1);
        read.inc();
        byte[] value = logRecord.value();
        if (value == null) {
            setAside(logRecord, Account.MALFORMED, "the record has no value", context);
            return;
        }
        Event event;
        try {
            event = codec.decode(value);
        } catch (UndecodableEventException undecodable) {
            setAside(logRecord, Account.MALFORMED, undecodable.getMessage(), context);
            return;
        }
        Violation violation = rules.at(logRecord.receivedAt()).check(event, logRecord.receivedAt());
        if (violation == null) {
            out.collect(new ReceivedEvent(
                    logRecord.partition(), logRecord.offset(), logRecord.receivedAt(), event, logRecord.traceParent()));
        } else {
            Account why = violation.code() == ErrorCode.TOO_OLD ? Account.LATE : Account.MALFORMED;
            setAside(logRecord, why, violation.message(), context);
        }
    }

    private void setAside(LogRecord logRecord, Account why, @Nullable String detail, Context context) {
        tally.add(why, logRecord.partition(), 1);
        deadLetters.inc();
        if (why == Account.LATE) {
            late.inc();
        }
        String reason = why == Account.LATE ? DeadLetter.LATE : DeadLetter.MALFORMED;
        if (logRecord.traceParent() != null) {
            spans.processed(logRecord.traceParent(), logRecord.partition(), logRecord.offset(), reason);
        }
        context.output(
                DeadLetter.TAG,
                Fitting.fit(new DeadLetter(
                        System.currentTimeMillis(),
                        reason,
                        detail == null ? "" : detail,
                        topic,
                        logRecord.partition(),
                        logRecord.offset(),
                        logRecord.key(),
                        logRecord.value())));
    }
}
