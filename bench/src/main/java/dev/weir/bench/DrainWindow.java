// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.testbed.ProcessorTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The measured part of a drain: from 10% to 99%, so that neither the start nor the end counts.
 *
 * <p>It begins and ends at moments when the count rose. This is fair to programs whose count rises in large steps.
 */
final class DrainWindow {
    private static final double FROM = 0.1;
    private static final double TO = 0.99;

    private final long total;
    private final List<Mark> marks = new ArrayList<>();

    private record Mark(double count, long nanos, ProcessorTime times) {}

    DrainWindow(long total) {
        this.total = total;
    }

    /** @return whether the count rose */
    boolean saw(double count, long nanos, ProcessorTime times) {
        boolean rose = count > counted();
        if (rose) {
            marks.add(new Mark(count, nanos, times));
        }
        return rose;
    }

    double counted() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1).count();
    }

    boolean isOver() {
        return counted() >= total;
    }

    /** The rate, or NaN if the count rose only once. */
    double eventsPerSecond() {
        return measured() / ((end().nanos() - begin().nanos()) / 1e9);
    }

    /** How many times the count rose within the measured part. */
    int steps() {
        return window().size();
    }

    CostPerEvent cost() {
        return CostPerEvent.of(begin().times(), end().times(), measured());
    }

    private double measured() {
        return end().count() - begin().count();
    }

    private Mark begin() {
        return window().get(0);
    }

    private Mark end() {
        List<Mark> window = window();
        return window.get(window.size() - 1);
    }

    /** The marks within the window, or all marks if steps are so large that the window has fewer than two. */
    private List<Mark> window() {
        List<Mark> within = marks.stream()
                .filter(mark -> mark.count() >= FROM * total && mark.count() <= TO * total)
                .toList();
        return within.size() < 2 ? marks : within;
    }
}
