// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.Tally;
import dev.weir.job.testing.LatenessGate;
import dev.weir.job.testing.Step;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compares random histories of views, with restarts, to sums over a map of all views. */
class ViewsPropertyTest {
    private static final int FIRST_DAY = 20_000;

    @Property(tries = 120)
    void lastRowsAreExactAndNoneFalls(@ForAll("lateness") Duration lateness, @ForAll("histories") List<Step> steps)
            throws Exception {
        Map<String, NavigableMap<Integer, Long>> views = new HashMap<>();
        long now = EpochDay.start(FIRST_DAY);
        try (ViewsHistory history = new ViewsHistory(new StateRetention(lateness))) {
            for (Step step : steps) {
                switch (step.kind()) {
                    case EVENT -> {
                        String video = "v" + step.key();
                        int day = EpochDay.of(now - Math.min(step.millis(), lateness.toMillis()));
                        views.computeIfAbsent(video, any -> new TreeMap<>()).merge(day, 1L, Long::sum);
                        // The history asserts that no count decreases.
                        history.views(video, day, 1);
                    }
                    case TIME -> now += step.millis();
                    case WATERMARK -> history.watermark(now);
                    case RESTART -> history.restart(1 + (int) (step.millis() / EpochDay.MILLIS) % 4);
                }
                // One per day and one for midnight. From a restart to the first watermark, a day may have another.
                assertThat(history.timers())
                        .isLessThanOrEqualTo(views.values().stream()
                                .mapToInt(days -> 2 * days.size() + 1)
                                .sum());
            }
            history.watermark(now);
            assertRowsAreThoseOf(views, EpochDay.of(now), history);
            assertLedgerMatches(views, history.checkpoint());

            long forgotten = now + lateness.toMillis() + 62 * EpochDay.MILLIS;
            history.watermark(forgotten);
            assertRowsAreThoseOf(views, EpochDay.of(forgotten), history);
            assertThat(history.stateEntries()).isZero();
            assertThat(history.timers()).isZero();
        }
    }

    /** An event admitted after a change of the lateness still finds all state behind its rows. */
    @Property(tries = 100)
    void rowsAreExactAfterChangesOfLateness(
            @ForAll("lateness") Duration first,
            @ForAll("changes") List<Duration> changes,
            @ForAll("histories") List<Step> steps)
            throws Exception {
        Map<String, NavigableMap<Integer, Long>> views = new HashMap<>();
        long now = EpochDay.start(FIRST_DAY);
        int restarts = 0;
        try (LatenessGate gate = new LatenessGate(first);
                ViewsHistory history = new ViewsHistory(new StateRetention(first))) {
            for (Step step : steps) {
                switch (step.kind()) {
                    case EVENT -> {
                        String video = "v" + step.key();
                        // Uses few distinct days, so that many events belong to a day that was counted long before.
                        long timestamp = EpochDay.start(EpochDay.of(now - step.millis()) / 40 * 40);
                        int day = EpochDay.of(timestamp);
                        if (gate.admits("u" + step.key(), timestamp, now)) {
                            views.computeIfAbsent(video, any -> new TreeMap<>()).merge(day, 1L, Long::sum);
                            history.views(video, day, 1);
                        }
                    }
                    case TIME -> now += step.millis();
                    case WATERMARK -> {
                        gate.watermark(now);
                        history.watermark(now);
                    }
                    case RESTART -> {
                        int parallelism = 1 + (int) (step.millis() / EpochDay.MILLIS) % 4;
                        Duration lateness = changes.get(restarts++ % changes.size());
                        history.restart(
                                parallelism,
                                gate.restart(parallelism, lateness, now).retention());
                    }
                }
            }
            history.watermark(now);
            assertRowsAreThoseOf(views, EpochDay.of(now), history);
            history.watermark(now + 200 * EpochDay.MILLIS);
            assertThat(history.stateEntries()).isZero();
            assertThat(history.timers()).isZero();
        }
    }

    private static void assertLedgerMatches(Map<String, NavigableMap<Integer, Long>> views, Tally ledger) {
        Tally oracle = new Tally();
        views.values().forEach(days -> days.forEach((day, count) -> oracle.add(Account.VIEWS, day, count)));
        assertThat(ledger).isEqualTo(oracle);
    }

    private static void assertRowsAreThoseOf(
            Map<String, NavigableMap<Integer, Long>> views, int today, ViewsHistory history) {
        views.forEach((video, days) -> {
            Map<Integer, Long> windows = new TreeMap<>();
            for (int end = days.firstKey(); end <= Math.min(today, days.lastKey() + 29); end++) {
                long sum = days.subMap(end - 29, end + 1).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                if (sum > 0) {
                    windows.put(end, sum);
                }
            }
            assertThat(history.daily(video)).isEqualTo(days);
            assertThat(history.windows(video)).isEqualTo(windows);
        });
    }

    @Provide
    Arbitrary<Duration> lateness() {
        return LatenessGate.someLateness();
    }

    @Provide
    Arbitrary<List<Duration>> changes() {
        return LatenessGate.changesOfLateness();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Step.histories(2);
    }
}
