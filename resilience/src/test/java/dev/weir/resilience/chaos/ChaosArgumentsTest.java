// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class ChaosArgumentsTest {
    @Test
    void defaultsToTenMinutesAndSeedOne() {
        ChaosArguments arguments = parse();

        assertThat(arguments.length).isEqualTo(Duration.ofMinutes(10));
        assertThat(arguments.seed).isEqualTo(1);
        assertThat(arguments.faults()).isEmpty();
        assertThat(arguments.breakages).isEmpty();
    }

    @Test
    void readsMinutesAndSeed() {
        ChaosArguments arguments = parse("--minutes", "3", "--seed", "-7");

        assertThat(arguments.length).isEqualTo(Duration.ofMinutes(3));
        assertThat(arguments.seed).isEqualTo(-7);
    }

    @Test
    void readsGuaranteesToBreak() {
        assertThat(parse("--break", "ack,versions").breakages).containsExactly(Breakage.ACK, Breakage.VERSIONS);
    }

    @Test
    void readsAPreload() {
        assertThat(parse("--preload", "5000").preload.batches()).isEqualTo(5);
        assertThat(parse().preload.events()).isZero();
    }

    @Test
    void readsFaultsByName() {
        assertThat(parse("--faults", "kill-broker,drop-replies").faults())
                .containsExactly(FaultKind.KILL_BROKER, FaultKind.DROP_REPLIES);
    }

    @Test
    void quickRunHasAFixedSetOfFaults() {
        assertThat(parse("--quick").faults()).contains(FaultKind.KILL_TASKMANAGER, FaultKind.FILL_CHECKPOINTS);
        assertThat(parse("--faults", "stop", "--quick").faults()).containsExactly(FaultKind.STOP);
    }

    @Test
    void reportsInvalidArguments() {
        assertRefused("Unknown options: '--minuets', '3'", "--minuets", "3");
        assertRefused("Missing required parameter for option '--minutes'", "--minutes");
        assertRefused("'--minutes': '0' is not a whole number from 1 to 1440", "--minutes", "0");
        assertRefused("'1441' is not a whole number from 1 to 1440", "--minutes", "1441");
        assertRefused("'--seed': 'one' is not a long", "--seed", "one");
        assertRefused("'1500' is not a multiple of 1,000", "--preload", "1500");
        assertRefused("'many' is not a multiple of 1,000", "--preload", "many");
        assertRefused("there is no 'kill'; there are kill-broker,", "--faults", "kill");
        assertRefused("there is no 'stop,';", "--faults", "stop,");
        assertRefused("there is no ',';", "--faults", ",");
        assertRefused("there is no '';", "--faults", "stop,,stop");
        assertRefused("there is no 'none'; there are deduplication, versions, ack", "--break", "none");
    }

    private static ChaosArguments parse(String... words) {
        return CommandLine.populateCommand(new ChaosArguments(), words);
    }

    private static void assertRefused(String message, String... words) {
        assertThatThrownBy(() -> parse(words))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }
}
