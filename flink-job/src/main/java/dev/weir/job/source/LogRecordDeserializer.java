package dev.weir.job.source;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Passes every record on undecoded, because only an operator can send what is malformed elsewhere. */
public final class LogRecordDeserializer implements KafkaRecordDeserializationSchema<LogRecord> {
    private static final long serialVersionUID = 1L;

    /** Of version 00: two, 32, 16 and two hexadecimal digits, and dashes between them (W3C Trace Context, section 3.2). */
    private static final int TRACE_PARENT_LENGTH = 55;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<LogRecord> out) {
        out.collect(new LogRecord(
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                traceParent(record.headers())));
    }

    /** Others may write to the topic too: what cannot be a {@code traceparent} is none. */
    private static @Nullable String traceParent(Headers headers) {
        Header header = headers.lastHeader("traceparent");
        return header == null || header.value() == null || header.value().length != TRACE_PARENT_LENGTH
                ? null
                : new String(header.value(), StandardCharsets.US_ASCII);
    }

    @Override
    public TypeInformation<LogRecord> getProducedType() {
        return TypeInformation.of(LogRecord.class);
    }
}
