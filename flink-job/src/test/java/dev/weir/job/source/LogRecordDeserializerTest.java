// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRecordDeserializerTest {
    private static final String WELL_FORMED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void copiesEveryPartOfARecord() {
        byte[] key = {1};
        byte[] value = {2, 3};

        LogRecord logRecord = deserialize(new RecordHeaders(), key, value);

        assertThat(logRecord.partition()).isEqualTo(3);
        assertThat(logRecord.offset()).isEqualTo(44);
        assertThat(logRecord.receivedAt()).isEqualTo(-1);
        assertThat(logRecord.key()).isEqualTo(key);
        assertThat(logRecord.value()).isEqualTo(value);
        assertThat(logRecord.traceParent()).isNull();
    }

    @Test
    void lastTraceParentHeaderApplies() {
        Headers headers = new RecordHeaders()
                .add("traceparent", bytes("x".repeat(55)))
                .add("other", null)
                .add("traceparent", bytes(WELL_FORMED));

        assertThat(deserialize(headers, null, null).traceParent()).isEqualTo(WELL_FORMED);
    }

    @Test
    void ignoresTraceParentWithoutValue() {
        assertThat(deserialize(new RecordHeaders().add("traceparent", null), null, null)
                        .traceParent())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "-------------------------------------------------------",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
                "00-0af7651916cd43dd8448eb211c80319cb-7ad6b7169203331-01",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01"
            })
    void ignoresMalformedTraceParent(String header) {
        assertThat(deserialize(new RecordHeaders().add("traceparent", bytes(header)), null, null)
                        .traceParent())
                .isNull();
    }

    private static LogRecord deserialize(Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        List<LogRecord> records = new ArrayList<>();
        new LogRecordDeserializer()
                .deserialize(
                        new ConsumerRecord<>(
                                "events",
                                3,
                                44,
                                -1,
                                TimestampType.CREATE_TIME,
                                0,
                                0,
                                key,
                                value,
                                headers,
                                Optional.empty()),
                        new ListCollector<>(records));
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
