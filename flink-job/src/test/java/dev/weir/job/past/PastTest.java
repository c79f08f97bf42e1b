// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.past;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastTest {
    @Test
    void survivesItsEncoding() {
        Past past = new Past(Map.of(0, 1_200L, 17, 0L), -3, 20_590, 1_771_230_000_000L);

        assertThat(Past.decode(past.encode())).isEqualTo(past);
        assertThat(Past.decode(Past.NONE.encode())).isEqualTo(Past.NONE);
        assertThat(Past.NONE.isEmpty()).isTrue();
        assertThat(past.isEmpty()).isFalse();
    }

    @Test
    void progressSurvivesItsEncoding() {
        BackfillProgress progress = new BackfillProgress();
        for (int day : new int[] {5, 6, 7, 9, 12, 11}) {
            progress.complete(1, day);
        }
        progress.reach(1, 8, "4:a-@ ");
        progress.reach(2, 5, "x");

        BackfillProgress restored = new BackfillProgress();
        progress.lines().forEach(restored::restore);

        assertThat(progress.lines()).containsExactlyInAnyOrder("1 5-7", "1 9-9", "1 11-12", "1 8@4:a-@ ", "2 5@x");
        assertThat(restored.lines()).containsExactlyInAnyOrderElementsOf(progress.lines());
        assertThat(restored.isComplete(1, 12)).isTrue();
        assertThat(restored.isComplete(1, 10)).isFalse();
        assertThat(restored.isComplete(2, 5)).isFalse();
        assertThat(restored.position(1, 8)).contains("4:a-@ ");
    }

    @Test
    void completeDayHasNoPosition() {
        BackfillProgress progress = new BackfillProgress();
        progress.reach(1, 8, "x");
        progress.complete(1, 8);
        // Another subtask may have saved the position before the day was complete.
        progress.restore("1 8@x");

        assertThat(progress.position(1, 8)).isEqualTo(Optional.empty());
        assertThat(progress.lines()).containsExactly("1 8-8");
    }

    @Test
    void forgetsThePositionsOfOtherSubtasks() {
        BackfillProgress progress = new BackfillProgress();
        progress.restore("1 8@x");
        progress.restore("1 9@y");
        progress.keepPositions(day -> day % 2 == 0);

        assertThat(progress.lines()).containsExactly("1 8@x");
    }
}
