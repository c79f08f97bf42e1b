// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.minutes.MinuteSums;
import dev.weir.job.testing.ReceivedEvents;
import dev.weir.job.views.VideoViews;
import dev.weir.job.views.ViewSums;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalSumsOperatorTest {
    private static final long NOON = ReceivedEvents.millis("2026-03-10T12:00:00Z");
    private static final long MINUTE = NOON / 60_000;

    private OneInputStreamOperatorTestHarness<ReceivedEvent, MinuteEvents> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new LocalSumsOperator<>(new MinuteSums()));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void doesNotEmitSumsAtOnce() throws Exception {
        receive("login");

        assertThat(harness.getOutput()).isEmpty();
    }

    @Test
    void flushesBeforeTheWatermark() throws Exception {
        receive("login");
        receive("login");
        harness.processWatermark(NOON);

        assertThat(harness.getOutput())
                .containsExactly(new StreamRecord<>(new MinuteEvents(MINUTE, "login", 2)), new Watermark(NOON));
    }

    @Test
    void watermarkIsHeldWithManySums() throws Exception {
        harness.setProcessingTime(100);
        for (int i = 0; i < 1_000; i++) {
            receive("type" + i);
        }
        harness.processWatermark(NOON);
        harness.processWatermark(NOON + 1);
        receive("type0");
        assertThat(harness.getOutput()).isEmpty();

        harness.setProcessingTime(600);

        assertThat(harness.getOutput()).hasSize(1_001).endsWith(new Watermark(NOON + 1));
        assertThat(harness.extractOutputValues()).contains(new MinuteEvents(MINUTE, "type0", 2));
    }

    @Test
    void manySumsWaitLongerDuringCatchUp() throws Exception {
        long now = NOON + 10_001;
        harness.setProcessingTime(now);
        harness.prepareSnapshotPreBarrier(1);
        for (int i = 0; i < 1_000; i++) {
            receive("type" + i);
        }
        harness.processWatermark(NOON);
        harness.setProcessingTime(now + 1_999);
        assertThat(harness.getOutput()).isEmpty();

        harness.setProcessingTime(now + 2_500);
        assertThat(harness.getOutput()).hasSize(1_001).endsWith(new Watermark(NOON));
    }

    @Test
    void heldWatermarkIsEmittedBeforeTheBarrier() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            receive("type" + i);
        }
        harness.processWatermark(NOON);
        harness.prepareSnapshotPreBarrier(1);

        assertThat(harness.getOutput()).hasSize(1_001).endsWith(new Watermark(NOON));
    }

    @Test
    void lastWatermarkIsNotHeld() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            receive("type" + i);
        }
        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertThat(harness.getOutput()).hasSize(1_001).endsWith(Watermark.MAX_WATERMARK);
    }

    @Test
    void flushesBeforeTheBarrierAndKeepsNoState() throws Exception {
        receive("login");
        harness.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState state = harness.snapshot(1, 1);

        assertThat(harness.extractOutputValues()).containsExactly(new MinuteEvents(MINUTE, "login", 1));
        assertThat(state.hasState()).isFalse();
    }

    @Test
    void flushesOnTheTimer() throws Exception {
        harness.setProcessingTime(500);
        receive("login");
        harness.setProcessingTime(999);
        assertThat(harness.getOutput()).isEmpty();

        harness.setProcessingTime(1_000);
        receive("login");
        harness.setProcessingTime(1_500);

        assertThat(harness.extractOutputValues())
                .containsExactly(new MinuteEvents(MINUTE, "login", 1), new MinuteEvents(MINUTE, "login", 1));
    }

    @Test
    void flushesAtTheEndOfInput() throws Exception {
        receive("login");
        harness.endInput();

        assertThat(harness.extractOutputValues()).containsExactly(new MinuteEvents(MINUTE, "login", 1));
    }

    @Test
    void flushesAtTheMaximumNumberOfSums() throws Exception {
        for (int i = 0; i < 50_000; i++) {
            receive("type" + i);
        }

        assertThat(harness.extractOutputValues()).hasSize(50_000);
        harness.endInput();
        assertThat(harness.extractOutputValues()).hasSize(50_000);
    }

    @Test
    void viewsAreSummedByVideoAndUtcDay() {
        ViewSums viewSums = new ViewSums();
        viewSums.add(ReceivedEvents.of("video_view", "u", "v", NOON));
        viewSums.add(ReceivedEvents.of("video_view", "u", "v", NOON));
        viewSums.add(ReceivedEvents.of("video_view", "u", "w", NOON));
        viewSums.add(ReceivedEvents.of("video_view", "u", "v", NOON + 12 * 3_600_000L));
        viewSums.add(ReceivedEvents.of("video_paused", "u", "v", NOON));
        int day = (int) (NOON / 86_400_000);
        List<VideoViews> sums = new ArrayList<>();
        viewSums.drainTo(sums::add);

        assertThat(sums)
                .containsExactlyInAnyOrder(
                        new VideoViews(day, "v", 2), new VideoViews(day, "w", 1), new VideoViews(day + 1, "v", 1));
        assertThat(viewSums.size()).isZero();
    }

    private void receive(String type) throws Exception {
        harness.processElement(ReceivedEvents.of(type, "u", "v", NOON), NOON);
    }
}
