// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Checks that numbers are exact under a fixed set of faults, and that the checker notices a guarantee broken on
 * purpose.
 */
class ChaosIT {
    @Test
    void countsEveryAcknowledgedEventOnceUnderFaults() throws Exception {
        ProgramRun chaos = ProgramRun.of("chaos", "--quick");

        assertThat(chaos.verdict()).startsWith("VERDICT: exact");
        assertThat(chaos.output())
                .contains(
                        "a TaskManager killed",
                        "a broker killed",
                        "gateways' responses dropped",
                        "inserts cut off in the middle",
                        "the disk of checkpoints full");
        assertThat(chaos.status()).isZero();
    }

    @Test
    void detectsEveryBrokenGuarantee() throws Exception {
        ProgramRun chaos = ProgramRun.of("chaos", "--break", "deduplication,versions,ack");

        assertThat(chaos.verdict())
                .startsWith("VERDICT: not exact")
                .contains(
                        "occur more than once in weir.events",
                        "numbers fell",
                        "acknowledged events are missing in weir.events");
        assertThat(chaos.status()).isEqualTo(1);
    }

    @Test
    void refusesUnknownArguments() throws Exception {
        ProgramRun chaos = ProgramRun.of("chaos", "--minuets", "3");

        assertThat(chaos.output()).contains("Unknown options: '--minuets'", "--help");
        assertThat(chaos.status()).isEqualTo(2);
    }
}
