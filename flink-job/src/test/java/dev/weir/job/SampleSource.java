// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.job.source.LogRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Provides the sample log, or a part of it, as the job's source. */
final class SampleSource {
    static final SampleLog LOG = SampleLog.of(2_000);

    private SampleSource() {}

    /**
     * @param count the number of records
     * @param first the offset of the first record
     */
    static DataStream<LogRecord> of(
            StreamExecutionEnvironment environment, int count, int first, RateLimiterStrategy<?> rate) {
        return environment
                .fromSource(
                        new DataGeneratorSource<>(
                                new FromSampleLog(first), count, rate, TypeInformation.of(LogRecord.class)),
                        WatermarkStrategy.<LogRecord>forGenerator(context -> new ReceiptOfEveryRecord())
                                .withTimestampAssigner((logRecord, none) -> logRecord.receivedAt()),
                        "sample log")
                .uid("sample-log-from-" + first)
                .setParallelism(1)
                .partitionCustom((partition, subtasks) -> partition % subtasks, LogRecord::partition);
    }

    private record FromSampleLog(int first) implements GeneratorFunction<Long, LogRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public LogRecord map(Long index) {
            return LOG.logRecord(first + index.intValue());
        }
    }

    /** The watermark is the time of receipt of the last record read. */
    private static final class ReceiptOfEveryRecord implements WatermarkGenerator<LogRecord> {
        @Override
        public void onEvent(LogRecord logRecord, long timestamp, WatermarkOutput output) {
            output.emitWatermark(new Watermark(timestamp));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
