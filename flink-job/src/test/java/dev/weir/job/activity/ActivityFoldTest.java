// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivityFoldTest {
    @Test
    void sumsActivationsByDay() {
        ActivityFold fold = new ActivityFold();
        fold.add(new Activation(10, 10, 11, 12, 12));
        fold.add(new Activation(10, 11, 10, 10, 10));

        assertThat(drain(fold))
                .containsExactlyInAnyOrder(
                        new ActivityCounts(10, 2, 1, 1),
                        new ActivityCounts(11, 0, 1, 0),
                        new ActivityCounts(12, 0, 0, 1));
    }

    @Test
    void beginsAnewOnceDrained() {
        ActivityFold fold = new ActivityFold();
        fold.add(new Activation(10, 10, 16, 10, 39));
        assertThat(fold.size()).isEqualTo(30);
        drain(fold);

        assertThat(fold.size()).isZero();
        assertThat(drain(fold)).isEmpty();
    }

    private static List<ActivityCounts> drain(ActivityFold fold) {
        List<ActivityCounts> sums = new ArrayList<>();
        fold.drainTo(sums::add);
        return sums;
    }
}
