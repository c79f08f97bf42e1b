// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testbed.ProcessorTime;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DrainWindowTest {
    private static final Offset<Double> CLOSE = Offset.offset(0.001);

    private final DrainWindow window = new DrainWindow(1_000);

    @Test
    void excludesTheStartAndTheEnd() {
        at(0, 0, 0);
        at(10, 99, 5);
        at(20, 100, 10);
        at(21, 500, 11);
        at(24, 900, 14);
        at(60, 1_000, 30);

        assertThat(window.eventsPerSecond()).isCloseTo(200, CLOSE);
        assertThat(window.steps()).isEqualTo(3);
        assertThat(window.cost().all()).isCloseTo(4e6 / 800, CLOSE);
    }

    @Test
    void measuresFromTheFirstToTheLastIncrease() {
        at(1, 200, 0);
        at(5, 200, 0);
        at(6, 700, 0);
        at(9, 700, 0);

        assertThat(window.eventsPerSecond()).isCloseTo(100, CLOSE);
    }

    @Test
    void measuresLargeStepsFromTheFirstOn() {
        at(1, 500, 0);
        at(3, 1_000, 0);

        assertThat(window.eventsPerSecond()).isCloseTo(250, CLOSE);
        assertThat(window.isOver()).isTrue();
    }

    @Test
    void hasNoRateAfterASingleStep() {
        at(1, 1_000, 0);

        assertThat(window.eventsPerSecond()).isNaN();
    }

    @Test
    void isNotOverUntilAllEventsAreCounted() {
        at(1, 999, 0);

        assertThat(window.isOver()).isFalse();
        assertThat(window.counted()).isEqualTo(999);
    }

    private void at(long second, double count, long processorSeconds) {
        window.saw(
                count,
                Duration.ofSeconds(second).toNanos(),
                new ProcessorTime(new TreeMap<>(Map.of("job", Duration.ofSeconds(processorSeconds)))));
    }
}
