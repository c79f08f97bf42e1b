// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.progress.Milestones.Milestone;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MilestonesTest {
    private final Milestones milestones = new Milestones();

    @Test
    void passesAMilestoneOnceTheTablesAreAsFresh() {
        milestones.note(new Milestone(0, 10, 500));
        milestones.reach(499);
        assertThat(milestones.passed().nextOffsets()).isEmpty();

        milestones.reach(500);
        assertThat(milestones.passed().nextOffsets()).isEqualTo(Map.of(0, 10L));
    }

    @Test
    void laterMilestonesDoNotDelayEarlierOnes() {
        milestones.note(new Milestone(0, 10, 500));
        milestones.note(new Milestone(0, 20, 700));
        milestones.note(new Milestone(1, 3, 600));

        milestones.reach(600);

        assertThat(milestones.passed().nextOffsets()).isEqualTo(Map.of(0, 10L, 1, 3L));
    }

    @Test
    void boundsTheNumberOfMilestones() {
        for (int i = 1; i <= 10_000; i++) {
            milestones.note(new Milestone(0, i, i));
        }
        milestones.reach(10_000);
        assertThat(milestones.passed().nextOffsets().get(0)).isLessThan(100);

        milestones.note(new Milestone(0, 10_000, 10_000));
        milestones.reach(10_000);
        assertThat(milestones.passed().nextOffsets()).isEqualTo(Map.of(0, 10_000L));
    }
}
