// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyPaceTest {
    private final BodyPace pace = new BodyPace(Duration.ofSeconds(30));

    @Test
    void allowsAnyPaceWithinTheGrace() {
        assertThat(problem(Duration.ofMillis(4_999), 0, true)).isNull();
    }

    @Test
    void requiresOneKibibyteASecond() {
        assertThat(problem(Duration.ofSeconds(10), 10 * 1024, false)).isNull();
        assertThat(problem(Duration.ofSeconds(10), 10 * 1024 - 1, false)).contains("1024 bytes a second");
    }

    @Test
    void requiresMoreWhileManyBodiesAreSlow() {
        assertThat(problem(Duration.ofSeconds(10), 10 * 64 * 1024, true)).isNull();
        assertThat(problem(Duration.ofSeconds(10), 10 * 64 * 1024 - 1, true)).contains("65536 bytes a second");
    }

    @Test
    void endsAtTheDeadlineAtAnyPace() {
        assertThat(problem(Duration.ofSeconds(30), 5 << 20, false)).contains("30000 ms");
    }

    private @Nullable String problem(Duration elapsed, long bytes, boolean isCrowded) {
        return pace.problem(elapsed.toNanos(), bytes, isCrowded);
    }
}
