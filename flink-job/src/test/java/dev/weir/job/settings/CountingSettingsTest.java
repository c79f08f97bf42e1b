// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.time.AllowedLateness;
import dev.weir.job.time.DedupHorizon;
import dev.weir.job.time.StateRetention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CountingSettingsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long NOW = Duration.ofDays(20_500).toMillis();

    @Test
    void encodesAndDecodesTheSettings() {
        CountingSettings settings = CountingSettings.of(DAY.multipliedBy(30), DAY)
                .changedTo(DAY.multipliedBy(3), DAY.multipliedBy(2), OptionalLong.of(NOW), NOW + 1)
                .withTopicId("an-id");

        assertThat(CountingSettings.parse(settings.lines())).contains(settings);
        assertThat(settings.forgottenBefore())
                .isEqualTo(NOW - DAY.toMillis() - Duration.ofHours(1).toMillis());
    }

    @Test
    void stateOfAnEarlierVersionHasNoSettings() {
        assertThat(CountingSettings.parse(List.of())).isEmpty();
    }

    @Test
    void ignoresLinesOfALaterVersion() {
        List<String> lines = new ArrayList<>(CountingSettings.of(DAY, DAY).lines());
        lines.add("moon_phase=full");
        lines.add("no pair");

        assertThat(CountingSettings.parse(lines)).contains(CountingSettings.of(DAY, DAY));
    }

    @Test
    void largerLatenessAppliesAtOnceAndSmallerOneToLaterEvents() {
        AllowedLateness lateness = AllowedLateness.of(DAY.multipliedBy(30)).changedTo(DAY, NOW, Long.MIN_VALUE);
        assertThat(lateness.at(NOW - 1)).isEqualTo(DAY.multipliedBy(30));
        assertThat(lateness.at(NOW)).isEqualTo(DAY);

        AllowedLateness raised = lateness.changedTo(DAY.multipliedBy(40), NOW + 5, Long.MIN_VALUE);
        assertThat(raised).isEqualTo(AllowedLateness.of(DAY.multipliedBy(40)));
    }

    @Test
    void shorterHorizonAppliesAtOnceAndLongerOneToLaterEvents() {
        DedupHorizon horizon = DedupHorizon.of(DAY).changedTo(DAY.multipliedBy(2), NOW, Long.MIN_VALUE);
        assertThat(horizon.millisAt(NOW - 1)).isEqualTo(DAY.toMillis());
        assertThat(horizon.millisAt(NOW)).isEqualTo(2 * DAY.toMillis());

        assertThat(horizon.changedTo(DAY, NOW + 5, Long.MIN_VALUE)).isEqualTo(DedupHorizon.of(DAY));
    }

    @Test
    void expiredIdentitiesAreForgotten() {
        CountingSettings lowered =
                CountingSettings.of(DAY.multipliedBy(30), DAY).changedTo(DAY, DAY, OptionalLong.of(NOW), NOW);
        assertThat(lowered.allowedLateness().earlier()).hasSize(1);

        long later = NOW + StateRetention.SLACK.toMillis();
        assertThat(lowered.changedTo(DAY, DAY, OptionalLong.of(later), later).allowedLateness())
                .isEqualTo(AllowedLateness.of(DAY));
    }

    /** A day expires exactly when it closes, even if the lateness changes in between. */
    @Test
    void dayExpiresWhenItCloses() {
        int today = 20_500;
        StateRetention retention = CountingSettings.of(DAY.multipliedBy(10), DAY)
                .changedTo(DAY.multipliedBy(2), DAY, OptionalLong.of(NOW), NOW + 12_345)
                .retention();
        for (int day = today - 20; day < today + 20; day++) {
            assertThat(retention.oldestDay(retention.expiry(day))).isGreaterThan(day);
            assertThat(retention.oldestDay(retention.expiry(day) - 1)).isLessThanOrEqualTo(day);
        }
    }
}
