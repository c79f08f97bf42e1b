// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(100);

    @Test
    void comparesWhatWasSentWithWhatIsCounted() {
        tally.add(burst(1_020, 1_000));

        assertThat(tally.line(600))
                .isEqualTo("sent 1,020 (20 of them twice)  expected 1,000  counted 500  in flight 500");
        assertThat(tally.inFlight(600)).isEqualTo(500);
        assertThat(tally.isComplete(OptionalLong.of(1_099))).isFalse();
        assertThat(tally.isComplete(OptionalLong.of(1_100))).isTrue();
    }

    @Test
    void reportsWhetherEachEventCountedOnce() {
        tally.add(burst(51, 50));

        assertThat(tally.closing(OptionalLong.of(150)))
                .isEqualTo("demo: 51 events sent (1 of them twice), 50 expected, 50 counted: each once.");
        assertThat(tally.closing(OptionalLong.of(149))).endsWith("49 counted. The next ./run counts the rest.");
        assertThat(tally.closing(OptionalLong.of(151))).endsWith("51 counted. Another producer also sent events.");
        assertThat(tally.closing(OptionalLong.empty()))
                .endsWith("an unknown number counted. The next ./run counts the rest.");
    }

    private static Burst burst(int events, int distinct) {
        return new Burst(Collections.nCopies(events, JsonNodeFactory.instance.objectNode()), distinct);
    }
}
