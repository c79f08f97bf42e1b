// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShardTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long HORIZON = 24 * HOUR;
    private static final long NOW = 500_000 * HOUR;
    private static final ShardLimits LIMITS = new ShardLimits(64, 8, 4, 12, HORIZON / 8);
    private static final int MANY = 20_000;

    private final MapShardState state = new MapShardState();
    private final AtomicInteger subtasks = new AtomicInteger();
    private final FilterBudget budget = new FilterBudget(1 << 30, subtasks);

    @Test
    void horizonIsExactForMergedIdentities() throws Exception {
        Shard shard = Shard.restore(state.state(), LIMITS, budget);
        addAll(shard, MANY, 1);

        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < MANY; i++) {
            long high = random.nextLong();
            long low = random.nextLong();
            assertThat(shard.add(high, low, NOW + i + HORIZON, HORIZON)).isFalse();
            if (i % 100 == 0) {
                assertThat(shard.add(high, low, NOW + i + HORIZON + 1, HORIZON)).isTrue();
                assertThat(shard.add(high, low, NOW + i + HORIZON + 1 + HORIZON, HORIZON))
                        .isFalse();
            }
        }
    }

    @Test
    void newIdentitiesRarelyCauseAStateLookup() throws Exception {
        Shard shard = Shard.restore(state.state(), LIMITS, budget);
        addAll(shard, MANY, 1);
        settle(shard);
        int before = state.blockReads();

        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < LIMITS.generationSize() / 3; i++) {
            shard.add(random.nextLong(), random.nextLong(), NOW + MANY, HORIZON);
        }

        assertThat(state.blockReads() - before).isLessThan(3);
    }

    @Test
    void numberAndSizeOfSegmentsAreBounded() throws Exception {
        Shard shard = Shard.restore(state.state(), LIMITS, budget);
        addAll(shard, MANY, 1);
        settle(shard);

        assertThat(state.segments()).isLessThanOrEqualTo(LIMITS.maxSegments());
        assertThat(shard.size()).isEqualTo(MANY);
        assertThat(budget.usedBytes()).isLessThan(3 * MANY);
        assertThat(state.bytes()).isLessThan(26 * MANY);
        assertThat(state.chunks()).isZero();
    }

    /** A merge frees the filters of its inputs while it fills that of its output. */
    @Test
    void mergingKeepsUpWithinBoundedMemory() throws Exception {
        ShardLimits limits = new ShardLimits(64, 8, 4, 12, HORIZON);
        Shard shard = Shard.restore(state.state(), limits, budget);
        SplittableRandom random = new SplittableRandom(1);
        long part = IdentityFilter.LINES_PER_PART * 64;
        for (int i = 0; i < 200_000; i++) {
            shard.add(random.nextLong(), random.nextLong(), NOW + i, HORIZON);
            if (i % 100 == 0) {
                assertThat(budget.usedBytes()).isLessThan(2L * i + 12 * part);
                assertThat(state.segments()).isLessThan(60);
            }
        }
    }

    @Test
    void boundsTheSegmentsIfReceiptsAreUnordered() throws Exception {
        Shard shard = Shard.restore(state.state(), LIMITS, budget);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < MANY; i++) {
            shard.add(random.nextLong(), random.nextLong(), NOW + random.nextLong(HORIZON), HORIZON);
        }
        settle(shard);

        assertThat(state.segments()).isLessThanOrEqualTo(LIMITS.maxSegments());
        assertThat(shard.size()).isEqualTo(MANY);
    }

    @Test
    void forgetsWholeSegmentsFromMemoryAndState() throws Exception {
        Shard shard = Shard.restore(state.state(), LIMITS, budget);
        addAll(shard, MANY, 1);
        shard.save();

        shard.forgetBefore(NOW + MANY + HOUR);
        settle(shard);

        assertThat(shard.size()).isZero();
        assertThat(state.bytes()).isZero();
        assertThat(state.filterParts()).isZero();
        assertThat(state.blocks()).isZero();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void mergeDropsExpiredIdentitiesToTheMillisecond() throws Exception {
        Shard shard = Shard.restore(state.state(), new ShardLimits(4, 4, 2, 12, HORIZON), budget);
        for (int i = 0; i < 40; i++) {
            shard.add(i * 0x9E3779B97F4A7C15L, i, i % 2 == 0 ? NOW : NOW - 1, HORIZON);
        }

        shard.forgetBefore(NOW);
        settle(shard);

        assertThat(shard.size()).isBetween(20L, 24L);
        for (int i = 0; i < 40; i += 2) {
            assertThat(shard.add(i * 0x9E3779B97F4A7C15L, i, NOW + HORIZON, HORIZON))
                    .isFalse();
        }
    }

    @Test
    void staysExactWhenTheFilterMemoryIsExhausted() throws Exception {
        FilterBudget small = new FilterBudget(MANY / 4, subtasks);
        subtasks.set(1);
        Shard shard = Shard.restore(state.state(), LIMITS, small);
        addAll(shard, MANY, 1);
        shard.save();

        assertThat(small.usedBytes()).isLessThanOrEqualTo(MANY / 4);
        assertKnowsAll(shard, MANY, 1);

        FilterBudget smaller = new FilterBudget(MANY / 10, new AtomicInteger());
        Shard restored = Shard.restore(state.state(), LIMITS, smaller);
        assertThat(smaller.usedBytes()).isLessThanOrEqualTo(MANY / 10);
        assertKnowsAll(restored, MANY, 1);
        addAll(restored, MANY, 2);
    }

    @Test
    void restartReadsNoBlocks() throws Exception {
        Shard shard = Shard.restore(state.state(), LIMITS, budget);
        addAll(shard, MANY, 1);
        settle(shard);
        shard.save();
        int before = state.blockReads();

        Shard restored = Shard.restore(state.state(), LIMITS, new FilterBudget(1 << 30, new AtomicInteger()));

        assertThat(state.blockReads()).isEqualTo(before);
        assertThat(restored.size()).isEqualTo(MANY);
        assertKnowsAll(restored, MANY, 1);
    }

    @Test
    void restartDuringMergesLeavesNoGarbage() throws Exception {
        Shard shard = Shard.restore(state.state(), LIMITS, budget);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < MANY; i++) {
            shard.add(random.nextLong(), random.nextLong(), NOW + i, HORIZON);
            if (i % 777 == 0) {
                shard.save();
                shard = Shard.restore(state.state(), LIMITS, budget);
            }
        }
        shard.save();
        assertThat(shard.size()).isEqualTo(MANY);
        assertKnowsAll(shard, MANY, 1);

        shard.forgetBefore(NOW + MANY + HOUR);
        settle(shard);
        assertThat(state.bytes()).isZero();
    }

    /** Versions that kept all identities in memory wrote such chunks. */
    @Test
    void restoresLargeChunks() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        IdentityChunk chunk = new IdentityChunk();
        for (int i = 0; i < MANY; i++) {
            chunk.add(random.nextLong(), random.nextLong(), NOW + i);
            if (i % 3000 == 2999 || i % 3000 == 10) {
                state.state().chunks().put((NOW / HOUR) << 24 | i, chunk.toByteArray());
                chunk = new IdentityChunk();
            }
        }
        state.state().chunks().put((NOW / HOUR) << 24 | MANY, chunk.toByteArray());

        Shard shard = Shard.restore(state.state(), LIMITS, budget);

        assertThat(shard.size()).isEqualTo(MANY);
        assertThat(state.chunks()).isEqualTo(7);
        assertKnowsAll(shard, MANY, 1);
        addAll(shard, 1_000, 2);
        shard.save();
        assertKnowsAll(Shard.restore(state.state(), LIMITS, budget), MANY, 1);
    }

    private static void addAll(Shard shard, int count, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            assertThat(shard.add(random.nextLong(), random.nextLong(), NOW + i, HORIZON))
                    .isTrue();
        }
    }

    private static void assertKnowsAll(Shard shard, int count, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            assertThat(shard.add(random.nextLong(), random.nextLong(), NOW + i, HORIZON))
                    .isFalse();
        }
    }

    private static void settle(Shard shard) throws Exception {
        while (shard.needsCompaction()) {
            shard.compact(1_000);
        }
    }
}
