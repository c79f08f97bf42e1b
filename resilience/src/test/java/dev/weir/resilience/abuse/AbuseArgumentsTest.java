// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class AbuseArgumentsTest {
    @Test
    void runsEveryAbuseByDefault() {
        AbuseArguments arguments = parse();

        assertThat(arguments.attacks()).containsExactly(Attack.values());
        assertThat(arguments.outages()).isEmpty();
        assertThat(arguments.length()).isEqualTo(Duration.ofSeconds(20));
        assertThat(arguments.p99).isEqualTo(Duration.ofMillis(250));
        assertThat(arguments.isTimed()).isTrue();
    }

    @Test
    void outagesReplaceTheAbuses() {
        AbuseArguments arguments = parse("--outages", "--outage", "15s");

        assertThat(arguments.attacks()).isEmpty();
        assertThat(arguments.outages()).containsExactly(Outage.values());
        assertThat(arguments.outageLength()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void selectsAbusesAndOutagesByName() {
        AbuseArguments arguments = parse("--only", "gateway-stopped,bombs", "--seconds", "3", "--p99", "1s");

        assertThat(arguments.attacks()).containsExactly(Attack.BOMBS);
        assertThat(arguments.outages()).containsExactly(Outage.GATEWAY_STOPPED);
        assertThat(arguments.length()).isEqualTo(Duration.ofSeconds(3));
        assertThat(arguments.p99).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void quickRunIsShortAndDoesNotJudgeTimes() {
        AbuseArguments arguments = parse("--quick");

        assertThat(arguments.attacks()).containsExactly(Attack.values());
        assertThat(arguments.outages()).containsExactly(Outage.values());
        assertThat(arguments.length()).isEqualTo(Duration.ofSeconds(2));
        assertThat(arguments.outageLength()).isEqualTo(Duration.ofSeconds(6));
        assertThat(arguments.isTimed()).isFalse();
    }

    @Test
    void quickRunAcceptsOtherOptions() {
        AbuseArguments arguments = parse("--seconds", "3", "--only", "bombs", "--quick");

        assertThat(arguments.attacks()).containsExactly(Attack.BOMBS);
        assertThat(arguments.outages()).isEmpty();
        assertThat(arguments.length()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void reportsInvalidArguments() {
        assertRefused("Unknown options: '--secnods', '3'", "--secnods", "3");
        assertRefused("Missing required parameter for option '--seconds'", "--seconds");
        assertRefused("'--seconds': '0' is not a whole number from 1 to 86400", "--seconds", "0");
        assertRefused("'--p99': 'fast' is not a time such as 250ms", "--p99", "fast");
        assertRefused("'5s' is not a time such as 250ms or 60s, of at least 6s", "--outage", "5s");
        assertRefused("there is no 'floods'; there are slow-bodies,", "--only", "floods");
    }

    private static AbuseArguments parse(String... words) {
        return CommandLine.populateCommand(new AbuseArguments(), words);
    }

    private static void assertRefused(String message, String... words) {
        assertThatThrownBy(() -> parse(words))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }
}
