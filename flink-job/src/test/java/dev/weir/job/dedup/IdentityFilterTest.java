// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityFilterTest {
    private static final long SEED = 20_260_310;

    private final FilterBudget budget = new FilterBudget(1 << 30, new AtomicInteger());

    @ParameterizedTest
    @ValueSource(ints = {1, 33, 6_144, 100_000})
    void hasNoFalseNegativesAfterFolding(int identities) {
        IdentityFilter filter = filled(identities);
        for (int folds = 0; folds < 20; folds++) {
            assertThat(found(filter, SEED, identities)).isEqualTo(identities);
            filter.fold();
        }
        assertThat(filter.canFold()).isFalse();
    }

    @Test
    void falsePositivesAreRare() {
        IdentityFilter filter = filled(100_000);

        assertThat(found(filter, SEED + 1, 100_000)).isBetween(1, 300);
        filter.fold();
        assertThat(found(filter, SEED + 1, 100_000)).isLessThan(8_000);
        filter.fold();
        assertThat(found(filter, SEED + 1, 100_000)).isLessThan(50_000);
    }

    @Test
    void takesTwoBytesPerIdentityAndOneAfterFolding() {
        IdentityFilter filter = filled(100_000);
        assertThat(filter.bytes()).isEqualTo(200_000).isEqualTo(budget.usedBytes());

        filter.fold();
        assertThat(filter.bytes()).isEqualTo(100_032).isEqualTo(budget.usedBytes());

        filter.close();
        assertThat(budget.usedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7})
    void isRestoredFromItsPartsAfterFolding(int foldsOfRestored) {
        IdentityFilter filter = filled(100_000);
        filter.fold();
        IdentityFilter restored = new IdentityFilter(filter.lines(), 1 + foldsOfRestored, budget);

        for (int part = 0; part < filter.partCount(); part++) {
            restored.restore(part, 1, filter.part(part, 1));
        }

        assertThat(found(restored, SEED, 100_000)).isEqualTo(100_000);
        for (int fold = 0; fold < foldsOfRestored; fold++) {
            filter.fold();
        }
        assertThat(found(restored, SEED + 1, 100_000)).isEqualTo(found(filter, SEED + 1, 100_000));
    }

    @Test
    void releasesThePartsBelowAFingerprint() {
        IdentityFilter filter = filled(100_000);
        long middle = 1L << 31;

        filter.releaseBelow(middle);

        assertThat(filter.bytes()).isBetween(100_000L, 110_000L).isEqualTo(budget.usedBytes());
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            long high = random.nextLong();
            long low = random.nextLong();
            assertThat(IdentityFilter.hash(high) < middle || filter.mightContain(high, low))
                    .isTrue();
        }

        filter.releaseBelow(1L << 32);
        assertThat(filter.bytes()).isZero();
    }

    private IdentityFilter filled(int identities) {
        IdentityFilter filter = new IdentityFilter(IdentityFilter.linesFor(identities), 0, budget);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < identities; i++) {
            filter.add(random.nextLong(), random.nextLong());
        }
        return filter;
    }

    private static int found(IdentityFilter filter, long seed, int identities) {
        SplittableRandom random = new SplittableRandom(seed);
        int found = 0;
        for (int i = 0; i < identities; i++) {
            found += filter.mightContain(random.nextLong(), random.nextLong()) ? 1 : 0;
        }
        return found;
    }
}
