// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

class DailyPanesTest {
    private record Views(int day, int count) {}

    @Property
    void behavesAsASortedMap(
            @ForAll("views") @NotEmpty List<Views> views,
            @ForAll @IntRange(min = -60, max = 60) int first,
            @ForAll @IntRange(min = 0, max = 40) int length) {
        NavigableMap<Integer, Long> model = modelOf(views);
        long[] panes = panesOf(views);

        assertThat(DailyPanes.sum(panes, first, first + length))
                .isEqualTo(model.subMap(first, first + length + 1).values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        assertThat(DailyPanes.lastDay(panes)).isEqualTo(model.lastKey());
        assertThat(panes).hasSize(2 * model.size());
    }

    @Property
    void removesTheDaysBeforeOne(
            @ForAll("views") @NotEmpty List<Views> views, @ForAll @IntRange(min = -60, max = 60) int oldest) {
        NavigableMap<Integer, Long> model = modelOf(views).tailMap(oldest, true);
        long[] kept = DailyPanes.from(panesOf(views), oldest);

        if (model.isEmpty()) {
            assertThat(kept).isNull();
        } else {
            assertThat(kept)
                    .containsExactly(model.entrySet().stream()
                            .flatMap(pane -> Stream.of((long) pane.getKey(), pane.getValue()))
                            .mapToLong(Long::longValue)
                            .toArray());
        }
    }

    @Property
    void changeDoesNotModifyTheArrayOfTheState(
            @ForAll("views") @NotEmpty List<Views> views, @ForAll @IntRange(min = -60, max = 60) int day) {
        long[] panes = panesOf(views);
        long[] before = panes.clone();

        DailyPanes.plus(panes, day, 1);
        DailyPanes.from(panes, day);

        assertThat(panes).isEqualTo(before);
    }

    private static long[] panesOf(List<Views> views) {
        long[] panes = DailyPanes.plus(null, views.get(0).day(), views.get(0).count());
        for (Views more : views.subList(1, views.size())) {
            panes = DailyPanes.plus(panes, more.day(), more.count());
        }
        return panes;
    }

    private static NavigableMap<Integer, Long> modelOf(List<Views> views) {
        TreeMap<Integer, Long> model = new TreeMap<>();
        views.forEach(some -> model.merge(some.day(), (long) some.count(), Long::sum));
        return model;
    }

    @Provide
    Arbitrary<List<Views>> views() {
        return Combinators.combine(
                        Arbitraries.integers().between(-50, 50),
                        Arbitraries.integers().between(1, 1000))
                .as(Views::new)
                .list()
                .ofMaxSize(60);
    }
}
