// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import dev.weir.job.tracing.TraceParent;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Passes every record on without decoding it, because only an operator has a side output for malformed records. */
public final class LogRecordDeserializer implements KafkaRecordDeserializationSchema<LogRecord> {
    private static final long serialVersionUID = 1L;

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

    private static @Nullable String traceParent(Headers headers) {
        Header header = headers.lastHeader(TraceParent.HEADER);
        return header == null ? null : TraceParent.of(header.value());
    }

    @Override
    public TypeInformation<LogRecord> getProducedType() {
        return TypeInformation.of(LogRecord.class);
    }
}
