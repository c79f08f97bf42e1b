// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.clickhouse.Pulse.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Duration AWAITED = Duration.ofMillis(1_500);
    private static final Duration SOON = Duration.ofMillis(3);

    private final Pulse pulse = new Pulse(AWAITED);

    @Test
    void oneMissedPingChangesNothing() {
        pulse.missed(AWAITED);

        assertThat(pulse.state()).isEqualTo(State.BEATING);
    }

    @Test
    void severalMissedPingsRefuseNewQueriesOnly() {
        miss(Pulse.MISSES_UNTIL_SILENT);

        assertThat(pulse.state()).isEqualTo(State.SILENT);
    }

    @Test
    void manyMissedPingsCancelRunningQueries() {
        miss(Pulse.MISSES_UNTIL_LOST - 1);
        assertThat(pulse.state()).isEqualTo(State.SILENT);

        pulse.missed(SOON);

        assertThat(pulse.state()).isEqualTo(State.LOST);
    }

    @Test
    void oneAnsweredPingResetsTheMisses() {
        miss(Pulse.MISSES_UNTIL_LOST);

        pulse.beat();
        miss(1);

        assertThat(pulse.state()).isEqualTo(State.BEATING);
    }

    @Test
    void pauseOfTheGatewayIsNotAMissedPing() {
        for (int i = 0; i < 100; i++) {
            pulse.missed(AWAITED.plusSeconds(1));
        }

        assertThat(pulse.state()).isEqualTo(State.BEATING);
    }

    private void miss(int times) {
        for (int i = 0; i < times; i++) {
            pulse.missed(AWAITED);
        }
    }
}
