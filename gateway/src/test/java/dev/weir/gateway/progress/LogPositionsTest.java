// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LogPositionsTest {
    @Property
    void readsThePositionsOfATokenItWrote(
            @ForAll @Size(min = 1, max = 64) Map<@IntRange(max = 10_000) Integer, @LongRange Long> nextOffsets) {
        LogPositions positions = new LogPositions(nextOffsets);

        assertThat(positions.toToken()).matches("[A-Za-z0-9_-]+");
        assertThat(LogPositions.ofToken(positions.toToken())).contains(positions);
    }

    @Property
    void refusesInvalidTokens(@ForAll String text) {
        assertThat(LogPositions.ofToken(text)).isEmpty();
    }

    @Property
    void refusesATruncatedToken(@ForAll byte[] bytes) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        LogPositions.ofToken(text)
                .ifPresent(positions -> assertThat(positions.nextOffsets()).hasSize((bytes.length - 1) / 12));
    }

    @Test
    void coversPositionsThatAreNotAheadInAnyPartition() {
        LogPositions counted = new LogPositions(Map.of(0, 5L, 1, 9L));

        assertThat(counted.covers(new LogPositions(Map.of(0, 5L)))).isTrue();
        assertThat(counted.covers(new LogPositions(Map.of(0, 5L, 1, 9L)))).isTrue();
        assertThat(counted.covers(new LogPositions(Map.of(0, 5L, 1, 10L)))).isFalse();
        assertThat(counted.covers(new LogPositions(Map.of(2, 1L)))).isFalse();
    }
}
