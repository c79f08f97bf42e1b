// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.job.activity.Activation;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.metric.MetricRow;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.source.LogRecord;
import dev.weir.job.views.VideoViews;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTypesTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                LogRecord.class,
                DeadLetterRecord.class,
                Activation.class,
                ActivityCounts.class,
                VideoViews.class,
                MinuteEvents.class,
                MetricRow.Member.class,
                MetricRow.Skipped.class,
                MetricRow.FilledDay.class
            })
    void areSerializedWithoutKryo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }
}
