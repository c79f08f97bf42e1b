// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import dev.weir.job.aggregate.LocalSums;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Sums activations by day: how many users each day and each window gains. */
public final class ActivitySums implements LocalSums<Activation, ActivityCounts> {
    private static final long serialVersionUID = 1L;

    private static final int DAU = 0;
    private static final int WAU = 1;
    private static final int MAU = 2;

    private final Map<Integer, long[]> changes = new HashMap<>();

    @Override
    public void add(Activation activation) {
        addOne(activation.day(), DAU);
        for (int end = activation.firstWeek(); end <= activation.lastWeek(); end++) {
            addOne(end, WAU);
        }
        for (int end = activation.firstMonth(); end <= activation.lastMonth(); end++) {
            addOne(end, MAU);
        }
    }

    private void addOne(int day, int which) {
        changes.computeIfAbsent(day, any -> new long[3])[which]++;
    }

    @Override
    public int size() {
        return changes.size();
    }

    @Override
    public void drainTo(Consumer<ActivityCounts> out) {
        changes.forEach((day, counts) -> out.accept(new ActivityCounts(day, counts[DAU], counts[WAU], counts[MAU])));
        changes.clear();
    }
}
