package dev.weir.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void takesMinutesAndSeed() throws Exception {
        assertThat(Arguments.parse("--minutes", "3", "--seed", "-7"))
                .isEqualTo(new Arguments(Duration.ofMinutes(3), -7, List.of(), Breakage.NONE, Optional.empty(), false));
    }

    @Test
    void takesABreakageAndAFolder() throws Exception {
        assertThat(Arguments.parse("--break", "ack", "--dir", "/tmp/x"))
                .isEqualTo(new Arguments(
                        Duration.ofMinutes(10), 1, List.of(), Breakage.ACK, Optional.of(Path.of("/tmp/x")), false));
    }

    @Test
    void takesFaultsByName() throws Exception {
        assertThat(Arguments.parse("--faults", "kill-broker,drop-replies").faults())
                .containsExactly(FaultKind.KILL_BROKER, FaultKind.DROP_REPLIES);
        assertThat(Arguments.USAGE).contains("kill-broker", "fill-checkpoints");
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused("There is no argument --minuets.", "--minuets", "3");
        assertRefused("--minutes needs a value after it.", "--minutes");
        assertRefused("--minutes must be a whole number from 1 to 1440; it is 0.", "--minutes", "0");
        assertRefused("--seed must be a whole number", "--seed", "one");
        assertRefused("There is no fault kill; there are kill-broker,", "--faults", "kill");
        assertRefused("--break must be one of deduplication, versions, ack; it is none.", "--break", "none");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> Arguments.parse(arguments))
                .isInstanceOf(Arguments.Refused.class)
                .hasMessageStartingWith(message);
    }
}
