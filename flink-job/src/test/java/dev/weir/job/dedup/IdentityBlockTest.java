// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdentityBlockTest {
    private static final long RECEIVED = 1_773_144_000_000L;

    @Property
    void decodesWhatItEncoded(@ForAll @NotEmpty List<@Size(3) List<Long>> given) {
        byte[] block = IdentityBlock.of(identities(given));

        List<List<Long>> read = new ArrayList<>();
        IdentityBlock.read(block, (high, low, receivedAt) -> read.add(List.of(high, low, receivedAt)));

        assertThat(read).isEqualTo(given);
        for (List<Long> identity : given) {
            assertThat(IdentityBlock.contains(block, identity.get(0), identity.get(1), identity.get(2)))
                    .isTrue();
        }
    }

    @Test
    void receiptIsComparedToTheMillisecond() {
        byte[] block = IdentityBlock.of(identities(List.of(List.of(1L, 2L, RECEIVED), List.of(3L, 4L, RECEIVED + 7))));

        assertThat(IdentityBlock.contains(block, 3, 4, RECEIVED + 7)).isTrue();
        assertThat(IdentityBlock.contains(block, 3, 4, RECEIVED + 8)).isFalse();
        assertThat(IdentityBlock.contains(block, 1, 2, RECEIVED + 1)).isFalse();
    }

    @Test
    void comparesTheWholeFingerprint() {
        byte[] block = IdentityBlock.of(identities(List.of(List.of(1L, 2L, RECEIVED))));

        assertThat(IdentityBlock.contains(block, 1, 3, RECEIVED)).isFalse();
        assertThat(IdentityBlock.contains(block, 2, 2, RECEIVED)).isFalse();
    }

    /** After the horizon, an identity may be counted again before its older receipt is forgotten. */
    @Test
    void latestOfSeveralReceiptsCounts() {
        byte[] block = IdentityBlock.of(identities(List.of(List.of(1L, 2L, RECEIVED), List.of(1L, 2L, RECEIVED + 9))));

        assertThat(IdentityBlock.contains(block, 1, 2, RECEIVED + 9)).isTrue();
    }

    @Test
    void takesTwentyBytesPerIdentityWithinWeeks() {
        IdentityList identities = new IdentityList();
        for (int i = 0; i < 192; i++) {
            identities.add(i, i, RECEIVED + i * 20_000_000L);
        }

        assertThat(IdentityBlock.of(identities)).hasSize(9 + 192 * 20);
    }

    private static IdentityList identities(List<List<Long>> given) {
        IdentityList identities = new IdentityList();
        given.forEach(identity -> identities.add(identity.get(0), identity.get(1), identity.get(2)));
        return identities;
    }
}
