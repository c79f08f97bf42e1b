// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivitySumsTest {
    @Test
    void sumsActivationsByDay() {
        ActivitySums changes = new ActivitySums();
        changes.add(new Activation(10, 10, 11, 12, 12));
        changes.add(new Activation(10, 11, 10, 10, 10));

        assertThat(drain(changes))
                .containsExactlyInAnyOrder(
                        new ActivityCounts(10, 2, 1, 1),
                        new ActivityCounts(11, 0, 1, 0),
                        new ActivityCounts(12, 0, 0, 1));
    }

    @Test
    void isEmptyAfterDraining() {
        ActivitySums changes = new ActivitySums();
        changes.add(new Activation(10, 10, 16, 10, 39));
        assertThat(changes.size()).isEqualTo(30);
        drain(changes);

        assertThat(changes.size()).isZero();
        assertThat(drain(changes)).isEmpty();
    }

    private static List<ActivityCounts> drain(ActivitySums changes) {
        List<ActivityCounts> sums = new ArrayList<>();
        changes.drainTo(sums::add);
        return sums;
    }
}
