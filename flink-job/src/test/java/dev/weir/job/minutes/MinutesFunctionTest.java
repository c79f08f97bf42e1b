// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.minutes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.ledger.KeyedLedgerOperator;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MinutesFunctionTest {
    private static final int TODAY = 20_500;
    private static final long MINUTE = Duration.ofMillis(EpochDay.start(TODAY)).toMinutes() + 17;

    private KeyedOneInputStreamOperatorTestHarness<Long, MinuteEvents, MinuteEvents> harness;

    @BeforeEach
    void open() throws Exception {
        harness = create();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void writesTheTotalOfTheTypeAtEachChange() throws Exception {
        harness.processElement(new MinuteEvents(MINUTE, "login", 2), 0);
        harness.processElement(new MinuteEvents(MINUTE, "video_view", 1), 0);
        harness.processElement(new MinuteEvents(MINUTE, "login", 3), 0);
        harness.processElement(new MinuteEvents(MINUTE + 1, "login", 7), 0);

        assertThat(harness.extractOutputValues())
                .containsExactly(
                        new MinuteEvents(MINUTE, "login", 2),
                        new MinuteEvents(MINUTE, "video_view", 1),
                        new MinuteEvents(MINUTE, "login", 5),
                        new MinuteEvents(MINUTE + 1, "login", 7));
    }

    @Test
    void continuesFromASnapshot() throws Exception {
        harness.processElement(new MinuteEvents(MINUTE, "login", 2), 0);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = create();
        harness.initializeState(state);
        harness.open();
        harness.processElement(new MinuteEvents(MINUTE, "login", 1), 0);

        assertThat(harness.extractOutputValues()).containsExactly(new MinuteEvents(MINUTE, "login", 3));
    }

    @Test
    void keepsTotalsUntilTheirDayIsClosed() throws Exception {
        harness.processElement(new MinuteEvents(MINUTE, "login", 2), 0);
        harness.processElement(new MinuteEvents(MINUTE, "purchase", 2), 0);
        assertThat(harness.numEventTimeTimers()).isEqualTo(1);
        // Thirty days of lateness and one of slack.
        long closed = EpochDay.start(TODAY + 1 + 31);

        harness.processWatermark(closed - 1);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

        harness.processWatermark(closed);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void raisedLatenessKeepsTotalsLonger() throws Exception {
        harness.processElement(new MinuteEvents(MINUTE, "login", 2), 0);
        restart(Duration.ofDays(60));

        harness.processWatermark(EpochDay.start(TODAY + 1 + 31));
        harness.processElement(new MinuteEvents(MINUTE, "login", 1), 0);
        assertThat(harness.extractOutputValues()).containsExactly(new MinuteEvents(MINUTE, "login", 3));

        harness.processWatermark(EpochDay.start(TODAY + 1 + 61));
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void loweredLatenessEventuallyDropsTotals() throws Exception {
        harness.processElement(new MinuteEvents(MINUTE, "login", 2), 0);
        restart(Duration.ofDays(3));

        harness.processWatermark(EpochDay.start(TODAY + 1 + 31));
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    private void restart(Duration lateness) throws Exception {
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = create(lateness);
        harness.initializeState(state);
        harness.open();
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, MinuteEvents, MinuteEvents> create() throws Exception {
        return create(Duration.ofDays(30));
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, MinuteEvents, MinuteEvents> create(Duration lateness)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedLedgerOperator<>(new MinutesFunction(new StateRetention(lateness))),
                MinuteEvents::minute,
                Types.LONG,
                128,
                1,
                0);
    }
}
