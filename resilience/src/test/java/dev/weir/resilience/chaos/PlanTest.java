// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @Property(tries = 200)
    void isDeterministicForASeed(@ForAll long seed) {
        assertThat(Plan.random(seed, TEN_MINUTES, Set.of())).isEqualTo(Plan.random(seed, TEN_MINUTES, Set.of()));
    }

    @Property(tries = 200)
    void hasEveryKindAndTwentyFaultsInTenMinutes(@ForAll long seed) {
        Plan plan = Plan.random(seed, TEN_MINUTES, Set.of());

        assertThat(plan.steps()).hasSizeGreaterThanOrEqualTo(20);
        assertThat(plan.steps().stream().map(Plan.Step::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(FaultKind.values());
    }

    @Property(tries = 200)
    void startsNoFaultThatDoesNotFit(@ForAll long seed) {
        assertThat(Plan.random(seed, Duration.ofMinutes(2), Set.of()).steps())
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.at().plusSeconds(20)).isLessThan(Duration.ofMinutes(2)));
    }

    @Test
    void differsForAnotherSeed() {
        assertThat(Plan.random(1, TEN_MINUTES, Set.of())).isNotEqualTo(Plan.random(2, TEN_MINUTES, Set.of()));
    }

    @Test
    void excludesUnavailableFaults() {
        Set<FaultKind> leftOut = Set.of(FaultKind.FILL_CHECKPOINTS);

        assertThat(Plan.random(1, Duration.ofHours(1), leftOut).steps())
                .noneMatch(step -> leftOut.contains(step.kind()));
        assertThat(Plan.of(1, List.of(FaultKind.KILL_BROKER, FaultKind.FILL_CHECKPOINTS))
                        .without(leftOut)
                        .steps())
                .extracting(Plan.Step::kind)
                .containsExactly(FaultKind.KILL_BROKER);
    }
}
