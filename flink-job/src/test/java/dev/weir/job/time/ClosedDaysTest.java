// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.time.ClosedDays.Range;
import org.junit.jupiter.api.Test;

class ClosedDaysTest {
    @Test
    void noDayIsClosedIfNothingWasDropped() {
        assertThat(ClosedDays.NONE.withDropped(100, 100)).isEqualTo(ClosedDays.NONE);
        assertThat(ClosedDays.NONE.contain(0)).isFalse();
    }

    @Test
    void closesTheDaysWhoseWindowsContainTheFirstCount() {
        ClosedDays closed = ClosedDays.NONE.withDropped(100, 120);

        assertThat(closed.contain(70)).isFalse();
        assertThat(closed.contain(71)).isTrue();
        assertThat(closed.contain(119)).isTrue();
        assertThat(closed.contain(120)).isFalse();
    }

    @Test
    void rangesThatMeetBecomeOne() {
        ClosedDays closed = ClosedDays.NONE
                .with(new Range(50, 60))
                .with(new Range(10, 20))
                .with(new Range(20, 30))
                .with(new Range(55, 58));

        assertThat(closed.ranges()).containsExactly(new Range(10, 30), new Range(50, 60));
    }
}
