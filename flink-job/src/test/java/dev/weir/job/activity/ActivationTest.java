// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ActivationTest {
    /** For one user, a window contains the user once or not at all. */
    @Property
    void activationsSumToTheWindowsWithAnActiveDay(@ForAll("days") List<Integer> days) {
        Map<Integer, Integer> daily = new HashMap<>();
        Map<Integer, Integer> weekly = new HashMap<>();
        Map<Integer, Integer> monthly = new HashMap<>();
        long[] bitmap = ActiveDays.EMPTY;
        for (int day : days) {
            if (!ActiveDays.contains(bitmap, day)) {
                Activation change = Activation.of(day, ActiveDays.before(bitmap, day), ActiveDays.after(bitmap, day));
                daily.merge(change.day(), 1, Integer::sum);
                addRun(weekly, change.firstWeek(), change.lastWeek());
                addRun(monthly, change.firstMonth(), change.lastMonth());
                bitmap = ActiveDays.with(bitmap, day);
            }
        }

        assertThat(daily).isEqualTo(windows(days, 1));
        assertThat(weekly).isEqualTo(windows(days, 7));
        assertThat(monthly).isEqualTo(windows(days, 30));
    }

    private static void addRun(Map<Integer, Integer> counts, int first, int last) {
        IntStream.rangeClosed(first, last).forEach(end -> counts.merge(end, 1, Integer::sum));
    }

    /** Every window of a length that contains one of the days, by its last day. */
    private static Map<Integer, Integer> windows(List<Integer> days, int length) {
        Map<Integer, Integer> windows = new HashMap<>();
        TreeSet<Integer> active = new TreeSet<>(days);
        for (int end = -300; end <= 300; end++) {
            if (!active.subSet(end - length + 1, end + 1).isEmpty()) {
                windows.put(end, 1);
            }
        }
        return windows;
    }

    @Provide
    Arbitrary<List<Integer>> days() {
        return Arbitraries.integers().between(-200, 200).list().ofMaxSize(40);
    }
}
