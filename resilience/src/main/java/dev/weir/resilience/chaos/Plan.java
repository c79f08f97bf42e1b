// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The faults of a run, with their order and lengths. The same seed gives the same plan. */
record Plan(List<Step> steps) {
    /** Time for a fault, its healing and the calm after it. */
    private static final Duration SLOT = Duration.ofSeconds(24);

    /** Time without faults at the beginning. */
    private static final Duration WARM_UP = Duration.ofSeconds(6);

    /**
     * @param at the earliest time, from the start of the traffic; a fault waits until the previous one is healed
     * @param victim selects one of the components that the kind can affect
     */
    record Step(Duration at, FaultKind kind, int victim, Duration lasting) {}

    /**
     * As many faults as fit: each kind once in a random order, then random kinds. Ten minutes are enough for every
     * kind.
     *
     * @param leftOut kinds that cannot be injected here
     */
    static Plan random(long seed, Duration length, Set<FaultKind> leftOut) {
        Random random = new Random(seed);
        List<FaultKind> kinds = new ArrayList<>(EnumSet.allOf(FaultKind.class));
        kinds.removeAll(leftOut);
        Collections.shuffle(kinds, random);
        List<Step> steps = new ArrayList<>();
        for (Duration at = WARM_UP; at.plus(SLOT).compareTo(length) <= 0; at = at.plus(SLOT)) {
            int turn = steps.size();
            FaultKind kind = turn < kinds.size() ? kinds.get(turn) : kinds.get(random.nextInt(kinds.size()));
            steps.add(new Step(at, kind, random.nextInt(Integer.MAX_VALUE), kind.lasting(random)));
        }
        return new Plan(steps);
    }

    /** These kinds, one after the other, as soon as possible. */
    static Plan of(long seed, List<FaultKind> kinds) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (FaultKind kind : kinds) {
            steps.add(new Step(WARM_UP, kind, random.nextInt(Integer.MAX_VALUE), kind.lasting(random)));
        }
        return new Plan(steps);
    }

    Plan without(Set<FaultKind> leftOut) {
        return new Plan(
                steps.stream().filter(step -> !leftOut.contains(step.kind())).toList());
    }
}
