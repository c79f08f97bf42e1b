package dev.weir.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void abusesInEveryWayUnlessToldOtherwise() throws Exception {
        Arguments arguments = Arguments.parse();

        assertThat(arguments.attacks()).containsExactly(Attack.values());
        assertThat(arguments.outages()).isEmpty();
        assertThat(arguments.length()).isEqualTo(Duration.ofSeconds(20));
        assertThat(arguments.p99()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void takesOutagesInPlaceOfAbuse() throws Exception {
        Arguments arguments = Arguments.parse("--outages", "--outage", "15s");

        assertThat(arguments.attacks()).isEmpty();
        assertThat(arguments.outages()).containsExactly(Outage.values());
        assertThat(arguments.outageLength()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void takesBothByName() throws Exception {
        Arguments arguments = Arguments.parse("--only", "gateway-stopped,bombs", "--seconds", "3", "--p99", "1s");

        assertThat(arguments.attacks()).containsExactly(Attack.BOMBS);
        assertThat(arguments.outages()).containsExactly(Outage.GATEWAY_STOPPED);
        assertThat(arguments.length()).isEqualTo(Duration.ofSeconds(3));
        assertThat(arguments.p99()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotJudgeTimesOfAQuickRun() throws Exception {
        assertThat(Arguments.parse("--quick").isTimed()).isFalse();
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused("There is no argument --secnods.", "--secnods", "3");
        assertRefused("--seconds needs a value after it.", "--seconds");
        assertRefused("--seconds must be a whole number", "--seconds", "0");
        assertRefused("--p99 must be a time such as 250ms", "--p99", "fast");
        assertRefused("--outage must be a time such as 250ms or 60s, of at least 6.00 s; it is 5s.", "--outage", "5s");
        assertRefused("There is no floods; there are slow-bodies,", "--only", "floods");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> Arguments.parse(arguments))
                .isInstanceOf(Arguments.Refused.class)
                .hasMessageStartingWith(message);
    }
}
