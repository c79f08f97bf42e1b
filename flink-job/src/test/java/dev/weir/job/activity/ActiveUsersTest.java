// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.ledger.Account;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActiveUsersTest {
    private static final int TODAY = 20_500;

    private ActivityHistory history;

    @BeforeEach
    void open() throws Exception {
        history = new ActivityHistory(new StateRetention(Duration.ofDays(30)));
    }

    @AfterEach
    void close() throws Exception {
        history.close();
    }

    @Test
    void countsEachUserOnce() throws Exception {
        history.watermark(noon(TODAY));
        history.event("a", noon(TODAY));
        history.event("a", noon(TODAY) + 1);
        history.event("b", noon(TODAY));
        history.event("c", noon(TODAY - 3));

        assertThat(history.rows()).containsEntry(TODAY, new ActivityCounts(TODAY, 2, 3, 3));
        assertThat(history.rows()).containsEntry(TODAY - 3, new ActivityCounts(TODAY - 3, 1, 1, 1));
    }

    @Test
    void ignoresEventsThatAreNotActivity() throws Exception {
        history.watermark(noon(TODAY));
        history.event("a", noon(TODAY));
        for (String type : List.of("metric", "identify", "group", "alias")) {
            history.event(type, "a", noon(TODAY - 1));
            history.event(type, "b", noon(TODAY));
        }

        assertThat(history.rows()).isEqualTo(Map.of(TODAY, new ActivityCounts(TODAY, 1, 1, 1)));
        AtomicLong processed = new AtomicLong();
        history.checkpoint()
                .forEach((account, key, amount) -> processed.addAndGet(account == Account.ACTIVITY ? amount : 0));
        assertThat(processed).hasValue(9);

        history.event("b", noon(TODAY));
        assertThat(history.rows()).isEqualTo(Map.of(TODAY, new ActivityCounts(TODAY, 2, 2, 2)));
    }

    @Test
    void newDayHasItsRowAtMidnightWithoutAnEvent() throws Exception {
        history.watermark(noon(TODAY));
        history.event("a", noon(TODAY));
        history.event("b", noon(TODAY - 6));

        history.watermark(EpochDay.start(TODAY + 1) - 1);
        assertThat(history.rowsOfTheLastStep()).isZero();
        history.watermark(EpochDay.start(TODAY + 1));

        assertThat(history.rows()).containsEntry(TODAY + 1, new ActivityCounts(TODAY + 1, 0, 1, 2));
    }

    @Test
    void writesNoRowForAFutureDay() throws Exception {
        history.watermark(EpochDay.start(TODAY) - 2);
        history.event("a", EpochDay.start(TODAY));
        history.event("a", EpochDay.start(TODAY - 1));

        assertThat(history.rows()).containsOnlyKeys(TODAY - 1);

        history.watermark(EpochDay.start(TODAY));
        assertThat(history.rows()).containsEntry(TODAY, new ActivityCounts(TODAY, 1, 1, 1));
    }

    @Test
    void writesRowsAtTheFirstWatermark() throws Exception {
        history.event("a", noon(TODAY - 1));
        history.event("b", noon(TODAY));
        assertThat(history.rows()).isEmpty();

        history.watermark(noon(TODAY));

        assertThat(history.rows().values())
                .containsExactly(new ActivityCounts(TODAY - 1, 1, 1, 1), new ActivityCounts(TODAY, 1, 2, 2));
    }

    @Test
    void lateEventCorrectsItsDayAndTheWindowsAfterIt() throws Exception {
        history.watermark(noon(TODAY));
        history.event("a", noon(TODAY));
        history.event("a", noon(TODAY - 8));

        assertThat(history.rows())
                .containsEntry(TODAY - 8, new ActivityCounts(TODAY - 8, 1, 1, 1))
                .containsEntry(TODAY - 2, new ActivityCounts(TODAY - 2, 0, 1, 1))
                .containsEntry(TODAY - 1, new ActivityCounts(TODAY - 1, 0, 0, 1))
                .containsEntry(TODAY, new ActivityCounts(TODAY, 1, 1, 1));
    }

    @Test
    void rowsEndTwentyNineDaysAfterTheLastEvent() throws Exception {
        history.watermark(noon(TODAY));
        history.event("a", noon(TODAY));
        history.watermark(noon(TODAY + 200));

        assertThat(history.rows()).hasSize(30).doesNotContainKey(TODAY + 30);
        assertThat(history.rows()).containsEntry(TODAY + 29, new ActivityCounts(TODAY + 29, 0, 0, 1));
    }

    @Test
    void stateAndTimersAreRemovedWhenTheyExpire() throws Exception {
        history.watermark(noon(TODAY));
        history.event("a", noon(TODAY));
        history.event("b", noon(TODAY - 20));
        assertThat(history.stateEntries()).isPositive();

        // The lateness, a day of slack, the windows of 30 days, and the 64 days that are dropped together.
        history.watermark(EpochDay.start(TODAY + 30 + 1 + 30 + 64));

        assertThat(history.stateEntries()).isZero();
        assertThat(history.timers()).isZero();
    }

    /** The bitmap drops words of 64 days. The timer of the first word must not drop the second one as well. */
    @Test
    void keepsTheDaysInTheWindowsOfTheOldestOpenDay() throws Exception {
        int lastOfWord = 64 * 320 - 1;
        int lastOfNextWord = lastOfWord + 64;
        int oldestOpen = lastOfNextWord + 5;
        history.event("a", noon(lastOfWord));
        history.event("a", noon(lastOfNextWord));

        history.watermark(EpochDay.start(oldestOpen) + Duration.ofDays(31).toMillis());
        history.event("a", noon(oldestOpen));

        assertThat(history.rows())
                .containsEntry(oldestOpen, new ActivityCounts(oldestOpen, 1, 1, 1))
                .containsEntry(oldestOpen + 1, new ActivityCounts(oldestOpen + 1, 0, 1, 1));
    }

    @Test
    void userHasOneTimer() throws Exception {
        for (int day = TODAY; day < TODAY + 300; day++) {
            history.watermark(noon(day));
            history.event("a", noon(day));
            assertThat(history.timersOfUsers()).isEqualTo(1);
        }
    }

    @Test
    void restoredFunctionsContinue() throws Exception {
        history.watermark(noon(TODAY));
        history.event("a", noon(TODAY));
        history.restart(1);
        history.event("a", noon(TODAY));
        history.event("b", noon(TODAY));
        history.watermark(noon(TODAY + 1));

        assertThat(history.rows())
                .containsEntry(TODAY, new ActivityCounts(TODAY, 2, 2, 2))
                .containsEntry(TODAY + 1, new ActivityCounts(TODAY + 1, 0, 2, 2));
    }

    private static long noon(int day) {
        return EpochDay.start(day) + EpochDay.MILLIS / 2;
    }
}
