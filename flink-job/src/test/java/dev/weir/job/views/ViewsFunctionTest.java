// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.views;

import static dev.weir.job.views.ViewsHistory.noon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewsFunctionTest {
    private static final int TODAY = 20_500;

    private ViewsHistory history;

    @BeforeEach
    void open() throws Exception {
        history = new ViewsHistory(new StateRetention(Duration.ofDays(30)));
    }

    @AfterEach
    void close() throws Exception {
        history.close();
    }

    @Test
    void writesTotalsOfTheDayAndOfItsWindow() throws Exception {
        history.watermark(noon(TODAY));
        history.views("v", TODAY, 2);
        history.views("v", TODAY, 3);
        history.views("w", TODAY, 1);

        assertThat(history.daily("v")).isEqualTo(Map.of(TODAY, 5L));
        assertThat(history.windows("v")).isEqualTo(Map.of(TODAY, 5L));
        assertThat(history.daily("w")).isEqualTo(Map.of(TODAY, 1L));
    }

    @Test
    void newDayHasItsWindowAtMidnightWithoutAView() throws Exception {
        history.watermark(noon(TODAY));
        history.views("v", TODAY, 2);

        history.watermark(EpochDay.start(TODAY + 1) - 1);
        assertThat(history.rowsOfTheLastStep()).isZero();
        history.watermark(EpochDay.start(TODAY + 1));

        assertThat(history.windows("v")).isEqualTo(Map.of(TODAY, 2L, TODAY + 1, 2L));
        assertThat(history.daily("v")).isEqualTo(Map.of(TODAY, 2L));
    }

    @Test
    void windowsEndTwentyNineDaysAfterTheLastView() throws Exception {
        history.watermark(noon(TODAY));
        history.views("v", TODAY, 2);
        for (int day = TODAY + 1; day < TODAY + 100; day++) {
            history.watermark(noon(day));
        }

        assertThat(history.windows("v")).isEqualTo(windows(TODAY, TODAY + 29, 2));
    }

    @Test
    void oneWatermarkMayPassSeveralMidnights() throws Exception {
        history.watermark(noon(TODAY));
        history.views("v", TODAY, 2);
        history.watermark(noon(TODAY + 10));

        assertThat(history.windows("v")).isEqualTo(windows(TODAY, TODAY + 10, 2));

        history.watermark(noon(TODAY + 400));
        assertThat(history.windows("v")).isEqualTo(windows(TODAY, TODAY + 29, 2));
    }

    @Test
    void lateViewCorrectsItsDayAndEveryWindowOfItsSinceThen() throws Exception {
        history.watermark(noon(TODAY));
        history.views("v", TODAY - 3, 1);
        history.views("v", TODAY - 30, 1);

        assertThat(history.daily("v")).isEqualTo(Map.of(TODAY - 30, 1L, TODAY - 3, 1L));
        Map<Integer, Long> expected = windows(TODAY - 30, TODAY, 1);
        expected.put(TODAY - 3, 2L);
        expected.put(TODAY - 2, 2L);
        expected.put(TODAY - 1, 2L);
        assertThat(history.windows("v")).isEqualTo(expected);
    }

    @Test
    void windowsWaitForTheFirstWatermark() throws Exception {
        history.views("v", TODAY - 2, 1);
        history.views("v", TODAY, 1);
        assertThat(history.daily("v")).isEqualTo(Map.of(TODAY - 2, 1L, TODAY, 1L));
        assertThat(history.windows("v")).isEmpty();

        history.watermark(noon(TODAY));

        assertThat(history.windows("v")).isEqualTo(Map.of(TODAY - 2, 1L, TODAY - 1, 1L, TODAY, 2L));
    }

    @Test
    void windowOfAFutureDayIsHeldUntilThatDay() throws Exception {
        history.watermark(EpochDay.start(TODAY) - 2);
        history.views("v", TODAY, 1);
        assertThat(history.daily("v")).isEqualTo(Map.of(TODAY, 1L));
        assertThat(history.windows("v")).isEmpty();

        history.watermark(EpochDay.start(TODAY) - 1);
        assertThat(history.windows("v")).isEmpty();

        history.watermark(EpochDay.start(TODAY));
        assertThat(history.windows("v")).isEqualTo(Map.of(TODAY, 1L));
    }

    @Test
    void panesAreKeptAsLongAsTheirWindowsMayChange() throws Exception {
        history.watermark(noon(TODAY));
        history.views("v", TODAY, 1);

        // A window that contains today ends 29 days later. Events may change it for the lateness plus a day of slack.
        long forgotten = EpochDay.start(TODAY + 30) + Duration.ofDays(31).toMillis();
        history.watermark(forgotten - 1);
        assertThat(history.stateEntries()).isEqualTo(1);
        history.views("v", TODAY + 29, 5);
        assertThat(history.windows("v")).containsEntry(TODAY + 29, 6L).containsEntry(TODAY + 30, 5L);

        history.watermark(forgotten + Duration.ofDays(29).toMillis());
        assertThat(history.stateEntries()).isZero();
        assertThat(history.timers()).isZero();
    }

    @Test
    void timersDoNotAccumulate() throws Exception {
        for (int day = TODAY; day < TODAY + 60; day++) {
            history.watermark(noon(day));
            for (int i = 0; i < 50; i++) {
                history.views("v", day, 1);
            }
            assertThat(history.timers()).isEqualTo(1);
        }
    }

    @Test
    void restoredFunctionContinues() throws Exception {
        history.watermark(noon(TODAY));
        history.views("v", TODAY, 1);
        history.restart(1);
        history.views("v", TODAY, 1);
        history.watermark(noon(TODAY + 1));

        assertThat(history.daily("v")).isEqualTo(Map.of(TODAY, 2L));
        assertThat(history.windows("v")).isEqualTo(windows(TODAY, TODAY + 1, 2));
    }

    private static Map<Integer, Long> windows(int first, int last, long views) {
        return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toMap(end -> end, end -> views));
    }
}
