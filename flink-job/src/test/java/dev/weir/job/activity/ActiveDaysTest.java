// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ActiveDaysTest {
    @Property
    void behavesAsASetOfDays(@ForAll("days") List<Integer> days, @ForAll("days") List<Integer> probes) {
        TreeSet<Integer> model = new TreeSet<>();
        long[] bitmap = ActiveDays.EMPTY;
        for (int day : days) {
            model.add(day);
            bitmap = ActiveDays.with(bitmap, day);
        }
        assertAgrees(bitmap, model, days);
        assertAgrees(bitmap, model, probes);
    }

    @Property
    void changeDoesNotModifyTheArrayOfTheState(@ForAll("days") List<Integer> days, @ForAll("day") int another) {
        long[] bitmap = bitmapOf(days);
        long[] before = bitmap.clone();

        ActiveDays.with(bitmap, another);
        ActiveDays.from(bitmap, another);

        assertThat(bitmap).isEqualTo(before);
    }

    @Property
    void removesOnlyWholeWordsBeforeTheOldestDay(@ForAll("days") List<Integer> days, @ForAll("day") int oldest) {
        TreeSet<Integer> model = new TreeSet<>(days);
        // The first day of the word that contains the oldest day.
        model.removeIf(day -> day < Math.floorDiv(oldest, 64) * 64);

        assertAgrees(ActiveDays.from(bitmapOf(days), oldest), model, days);
    }

    @Test
    void findsDaysAtWordBoundaries() {
        for (int day : new int[] {-129, -128, -65, -64, -63, -1, 0, 1, 62, 63, 64, 127, 128}) {
            long[] bitmap = bitmapOf(List.of(day));

            assertThat(ActiveDays.contains(bitmap, day)).isTrue();
            assertThat(ActiveDays.before(bitmap, day + 1)).isEqualTo(day);
            assertThat(ActiveDays.before(bitmap, day)).isEqualTo(ActiveDays.NONE);
            assertThat(ActiveDays.after(bitmap, day - 1)).isEqualTo(day);
            assertThat(ActiveDays.after(bitmap, day)).isEqualTo(ActiveDays.NONE);
        }
    }

    @Test
    void monthTakesAtMost32Bytes() {
        long[] bitmap = ActiveDays.EMPTY;
        for (int day = 20_400; day < 20_430; day++) {
            bitmap = ActiveDays.with(bitmap, day);
        }

        assertThat(bitmap).hasSizeLessThanOrEqualTo(4);
    }

    private static void assertAgrees(long[] bitmap, NavigableSet<Integer> model, List<Integer> days) {
        for (int day : days) {
            Integer lower = model.lower(day);
            Integer higher = model.higher(day);
            assertThat(ActiveDays.contains(bitmap, day)).isEqualTo(model.contains(day));
            assertThat(ActiveDays.before(bitmap, day)).isEqualTo(lower == null ? ActiveDays.NONE : lower);
            assertThat(ActiveDays.after(bitmap, day)).isEqualTo(higher == null ? ActiveDays.NONE : higher);
        }
    }

    private static long[] bitmapOf(List<Integer> days) {
        long[] bitmap = ActiveDays.EMPTY;
        for (int day : days) {
            bitmap = ActiveDays.with(bitmap, day);
        }
        return bitmap;
    }

    @Provide
    Arbitrary<Integer> day() {
        return Arbitraries.integers().between(-300, 300);
    }

    @Provide
    Arbitrary<List<Integer>> days() {
        return day().list().ofMaxSize(60);
    }
}
