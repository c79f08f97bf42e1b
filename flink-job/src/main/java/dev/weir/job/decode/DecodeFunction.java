package dev.weir.job.decode;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.EventRules;
import dev.weir.event.UndecodableEventException;
import dev.weir.event.Violation;
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
public final class DecodeFunction extends ProcessFunction<LogRecord, ReceivedEvent> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final Duration allowedLateness;

    private transient EventCodec codec;
    private transient EventRules rules;

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
    public void processElement(LogRecord logRecord, Context context, Collector<ReceivedEvent> out) {
        byte[] value = logRecord.value();
        if (value == null) {
            context.output(DeadLetter.TAG, dead(logRecord, DeadLetter.MALFORMED, "the record has no value"));
            return;
        }
        Event event;
        try {
            event = codec.decode(value);
        } catch (UndecodableEventException undecodable) {
            context.output(DeadLetter.TAG, dead(logRecord, DeadLetter.MALFORMED, undecodable.getMessage()));
            return;
        }
        Violation violation = rules.check(event, logRecord.receivedAt());
        if (violation == null) {
            out.collect(new ReceivedEvent(logRecord.partition(), logRecord.offset(), logRecord.receivedAt(), event));
        } else {
            String reason = violation.code() == ErrorCode.TOO_OLD ? DeadLetter.LATE : DeadLetter.MALFORMED;
            context.output(DeadLetter.TAG, dead(logRecord, reason, violation.message()));
        }
    }

    private DeadLetter dead(LogRecord logRecord, String reason, @Nullable String detail) {
        return new DeadLetter(
                System.currentTimeMillis(),
                reason,
                detail == null ? "" : detail,
                topic,
                logRecord.partition(),
                logRecord.offset(),
                logRecord.key(),
                logRecord.value());
    }
}
