// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RhythmTest {
    @Test
    void isBusiestInTheEveningAndAtTheWeekend() {
        double evening = at("2026-11-19T20:00:00Z");

        assertThat(evening)
                .isGreaterThan(3 * at("2026-11-19T05:00:00Z"))
                .isGreaterThan(1.5 * at("2026-11-19T13:00:00Z"));
        assertThat(at("2026-11-22T20:00:00Z")).isGreaterThan(1.3 * evening);
        assertThat(at("2026-11-20T20:00:00Z")).isBetween(evening, at("2026-11-21T20:00:00Z"));
    }

    private static double at(String time) {
        return Rhythm.at(Instant.parse(time));
    }
}
