package dev.weir.it.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Which faults happen, in what order and for how long: the same for the same seed. */
record Plan(List<Step> steps) {
    /** Room for a fault, its healing and the calm after it. */
    private static final Duration SLOT = Duration.ofSeconds(24);

    /** At the beginning, without faults. */
    private static final Duration WARM_UP = Duration.ofSeconds(6);

    /**
     * @param at the earliest moment, from the start of the traffic: a fault waits until the one before it is healed
     * @param victim chooses among the components that the kind can befall
     */
    record Step(Duration at, FaultKind kind, int victim, Duration lasting) {}

    /**
     * As many faults as fit; each kind once in a random order, then any. In ten minutes each kind has its turn.
     *
     * @param leftOut kinds that cannot be brought about here
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
