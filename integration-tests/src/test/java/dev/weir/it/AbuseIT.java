// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resilience.abuse.Attack;
import dev.weir.resilience.abuse.Outage;
import org.junit.jupiter.api.Test;

/**
 * Runs every kind of abuse and every outage for a few seconds. Resources are released, responses are as documented, and
 * numbers stay exact.
 *
 * <p>Latencies are not checked, because other programs may load this machine.
 */
class AbuseIT {
    @Test
    void gatewayStaysSteadyUnderAbuseAndOutages() throws Exception {
        ProgramRun abuse = ProgramRun.of("abuse", "--quick");

        assertThat(abuse.verdict()).startsWith("VERDICT: steady").doesNotContain("MISSED");
        for (Attack attack : Attack.values()) {
            assertThat(abuse.output()).contains("| " + attack.title() + " |");
        }
        for (Outage outage : Outage.values()) {
            assertThat(abuse.output()).contains("\n" + outage.title() + "\n");
        }
        assertThat(abuse.status()).isZero();
    }

    @Test
    void refusesUnknownArguments() throws Exception {
        ProgramRun abuse = ProgramRun.of("abuse", "--secnods", "3");

        assertThat(abuse.output()).contains("Unknown options: '--secnods'", "--help");
        assertThat(abuse.status()).isEqualTo(2);
    }
}
