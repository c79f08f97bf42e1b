package dev.weir.job.decode;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.EventRules;
import dev.weir.event.UndecodableEventException;
import dev.weir.event.Violation;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.Bookkeeping;
import dev.weir.job.ledger.Tally;
import dev.weir.job.source.LogRecord;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a record and holds it to the gateway's rules, because others may write to the topic too.
 *
 * <p>Every record leaves on one of two ways, as an event or as a dead letter. The decision depends on the record alone, so
 * that a replay repeats it.
 */
public final class DecodeFunction extends ProcessFunction<LogRecord, ReceivedEvent> implements Bookkeeping {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final Duration allowedLateness;

    private transient EventCodec codec;
    private transient EventRules rules;
    private transient Tally tally;

    public DecodeFunction(String topic, Duration allowedLateness) {
        this.topic = topic;
        this.allowedLateness = allowedLateness;
    }

    @Override
    public void open(OpenContext context) {
        codec = new EventCodec();
        rules = new EventRules(allowedLateness);
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
        Violation violation = rules.check(event, logRecord.receivedAt());
        if (violation == null) {
            out.collect(new ReceivedEvent(logRecord.partition(), logRecord.offset(), logRecord.receivedAt(), event));
        } else {
            Account why = violation.code() == ErrorCode.TOO_OLD ? Account.LATE : Account.MALFORMED;
            setAside(logRecord, why, violation.message(), context);
        }
    }

    private void setAside(LogRecord logRecord, Account why, @Nullable String detail, Context context) {
        tally.add(why, logRecord.partition(), 1);
        context.output(
                DeadLetter.TAG,
                new DeadLetter(
                        System.currentTimeMillis(),
                        why == Account.LATE ? DeadLetter.LATE : DeadLetter.MALFORMED,
                        detail == null ? "" : detail,
                        topic,
                        logRecord.partition(),
                        logRecord.offset(),
                        logRecord.key(),
                        logRecord.value()));
    }
}
