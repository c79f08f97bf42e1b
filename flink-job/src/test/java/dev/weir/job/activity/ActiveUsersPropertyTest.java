// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

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
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compares random histories of events, with restarts, to a model that keeps a set of active days per user. */
class ActiveUsersPropertyTest {
    private static final int FIRST_DAY = 20_000;

    @Property(tries = 60)
    void lastRowsAreExactAndNoneFalls(@ForAll("lateness") Duration lateness, @ForAll("histories") List<Step> steps)
            throws Exception {
        Map<String, NavigableSet<Integer>> activeDays = new HashMap<>();
        long now = EpochDay.start(FIRST_DAY);
        long events = 0;
        try (ActivityHistory history = new ActivityHistory(new StateRetention(lateness))) {
            for (Step step : steps) {
                switch (step.kind()) {
                    case EVENT -> {
                        String user = "u" + step.key();
                        long timestamp = now - Math.min(step.millis(), lateness.toMillis());
                        activeDays.computeIfAbsent(user, any -> new TreeSet<>()).add(EpochDay.of(timestamp));
                        // The history asserts that no count decreases.
                        history.event(user, timestamp);
                        events++;
                    }
                    case TIME -> now += step.millis();
                    case WATERMARK -> history.watermark(now);
                    case RESTART -> history.restart(1 + (int) (step.millis() / EpochDay.MILLIS) % 4);
                }
            }
            history.watermark(now);
            assertThat(history.rows()).isEqualTo(oracle(activeDays, EpochDay.of(now)));
            assertThat(history.checkpoint()).isEqualTo(ledger(events, oracle(activeDays, EpochDay.of(now) + 30)));

            long forgotten = now + lateness.toMillis() + (2 + 30 + 64) * EpochDay.MILLIS;
            history.watermark(forgotten);
            assertThat(history.rows()).isEqualTo(oracle(activeDays, EpochDay.of(forgotten)));
            assertThat(history.stateEntries()).isZero();
            assertThat(history.timers()).isZero();
        }
    }

    /** An event admitted after a change of the lateness still finds all state behind its rows. */
    @Property(tries = 60)
    void rowsAreExactAfterChangesOfLateness(
            @ForAll("lateness") Duration first,
            @ForAll("changes") List<Duration> changes,
            @ForAll("histories") List<Step> steps)
            throws Exception {
        Map<String, NavigableSet<Integer>> activeDays = new HashMap<>();
        long now = EpochDay.start(FIRST_DAY);
        int restarts = 0;
        try (LatenessGate gate = new LatenessGate(first);
                ActivityHistory history = new ActivityHistory(new StateRetention(first))) {
            for (Step step : steps) {
                switch (step.kind()) {
                    case EVENT -> {
                        String user = "u" + step.key();
                        // Uses few distinct days, so that many events belong to a day that was counted long before.
                        long timestamp = EpochDay.start(EpochDay.of(now - step.millis()) / 10 * 10);
                        if (gate.admits(user, timestamp, now)) {
                            activeDays
                                    .computeIfAbsent(user, any -> new TreeSet<>())
                                    .add(EpochDay.of(timestamp));
                            history.event(user, timestamp);
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
            assertThat(history.rows()).isEqualTo(oracle(activeDays, EpochDay.of(now)));
            history.watermark(now + 300 * EpochDay.MILLIS);
            assertThat(history.stateEntries()).isZero();
            assertThat(history.timers()).isZero();
        }
    }

    /**
     * The expected ledger. It includes future days, because an active user already counts in windows that end on them.
     */
    private static Tally ledger(long events, Map<Integer, ActivityCounts> rows) {
        Tally ledger = new Tally();
        if (events > 0) {
            ledger.add(Account.ACTIVITY, 0, events);
        }
        rows.forEach((day, row) -> {
            ledger.add(Account.DAU, day, row.dau());
            ledger.add(Account.WAU, day, row.wau());
            ledger.add(Account.MAU, day, row.mau());
        });
        return ledger;
    }

    private static Map<Integer, ActivityCounts> oracle(Map<String, NavigableSet<Integer>> activeDays, int today) {
        Map<Integer, ActivityCounts> rows = new TreeMap<>();
        for (int day = FIRST_DAY - 150; day <= today; day++) {
            ActivityCounts row = new ActivityCounts(
                    day, users(activeDays, day, 1), users(activeDays, day, 7), users(activeDays, day, 30));
            if (row.mau() > 0) {
                rows.put(day, row);
            }
        }
        return rows;
    }

    private static long users(Map<String, NavigableSet<Integer>> activeDays, int end, int length) {
        return activeDays.values().stream()
                .filter(days -> !days.subSet(end - length + 1, end + 1).isEmpty())
                .count();
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
        return Step.histories(4);
    }
}
