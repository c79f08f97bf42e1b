// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the verdicts on the gateway's resources and responses. */
class CampaignTest {
    private static final long HEAP_BOUND = 640L << 20;

    @Test
    void passesIfDescriptorsAreReleased() {
        assertThat(missed(phase("churn", 320), phase("bombs", 340))).isEmpty();
    }

    @Test
    void failsIfDescriptorsLeak() {
        assertThat(missed(phase("churn", 320), phase("bombs", 341)))
                .containsExactly("  MISSED  descriptors are back after bombs: 341, at most 340 are usual");
    }

    @Test
    void failsIfTheCampaignItselfFails() {
        AbuseTally tally = new AbuseTally();
        tally.answered(503);
        assertThat(missed(phase("bombs", 320, tally))).isEmpty();
        tally.answered(500);
        assertThat(missed(phase("bombs", 320, tally))).singleElement().satisfies(missed -> assertThat(missed)
                .contains("5xx response other than 503", "bombs"));
    }

    private static List<String> missed(Phase... phases) {
        return Campaign.judge(List.of(phases), HEAP_BOUND).stream()
                .filter(verdict -> !verdict.isMet())
                .map(Verdict::line)
                .toList();
    }

    private static Phase phase(String title, int descriptors) {
        return phase(title, descriptors, new AbuseTally());
    }

    private static Phase phase(String title, int descriptors, AbuseTally tally) {
        Sample after = new Sample(1 << 20, 1 << 20, descriptors, 50, 0);
        return new Phase(title, Instant.EPOCH, Instant.EPOCH, tally.counts(), after, after, after);
    }
}
