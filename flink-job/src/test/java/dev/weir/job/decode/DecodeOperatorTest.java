// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.source.LogRecord;
import dev.weir.job.time.Lateness;
import dev.weir.job.tracing.JobTracing;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DecodeOperatorTest {
    @Test
    void saysBeforeAWatermarkHowFarEachPartitionHasCome() throws Exception {
        try (var harness = new OneInputStreamOperatorTestHarness<>(
                new DecodeOperator(new DecodeFunction("events", Lateness.of(Duration.ofDays(30)), JobTracing.OFF)))) {
            harness.open();
            harness.processWatermark(100);
            assertThat(harness.getSideOutput(Progress.TAG)).isNull();

            harness.processElement(record(0, 7), 101);
            harness.processElement(record(40, 2), 101);
            harness.processElement(record(0, 8), 102);
            harness.processWatermark(200);
            harness.processWatermark(300);
            harness.processElement(record(40, 3), 301);
            harness.processWatermark(400);

            assertThat(harness.getSideOutput(Progress.TAG))
                    .extracting(StreamRecord::getValue)
                    .containsExactlyElementsOf(
                            List.of(new Progress(0, 9, 200), new Progress(40, 3, 200), new Progress(40, 4, 400)));
        }
    }

    /** A malformed record, which counts as read like any other. */
    private static LogRecord record(int partition, long offset) {
        return new LogRecord(partition, offset, 0, null, null);
    }
}
