// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTest {
    @Test
    void refusesAnUnknownScenario() {
        assertThat(Bench.run(List.of("nothing"))).isEqualTo(2);
    }

    @Test
    void printsHelp() {
        assertThat(Bench.run(List.of("--help"))).isZero();
        assertThat(Bench.run(List.of("drain", "--help"))).isZero();
    }

    @Test
    void refusesAnUnknownPeer() {
        assertThat(Bench.run(List.of("drain", "--against", "nobody"))).isEqualTo(2);
    }
}
