// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Random orders of receipts, checkpoints, restarts and forgetting. The limits are so small that everything happens
 * often.
 */
class ShardPropertyTest {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HORIZON = 10 * 60 * MINUTE;
    private static final ShardLimits LIMITS = new ShardLimits(8, 4, 2, 6, HORIZON / 4);

    private record Step(Kind kind, int id, int minutes) {}

    private enum Kind {
        RECEIPT,
        LATER,
        WORK,
        FORGET,
        CHECKPOINT,
        CRASH
    }

    @Property(tries = 200)
    void countsEachIdentityOncePerHorizon(
            @ForAll("histories") List<Step> steps, @ForAll @IntRange(min = 0, max = 3_000) int filterBytes)
            throws Exception {
        AtomicInteger subtasks = new AtomicInteger();
        FilterBudget budget = new FilterBudget(filterBytes, subtasks);
        MapShardState state = new MapShardState();
        MapShardState checkpoint = state.copy();
        Map<Integer, Long> counted = new HashMap<>();
        Map<Integer, Long> countedAtCheckpoint = Map.of();
        Shard shard = Shard.restore(state.state(), LIMITS, budget);
        long clock = HORIZON * 100;
        for (Step step : steps) {
            switch (step.kind()) {
                case RECEIPT -> {
                    Long before = counted.get(step.id());
                    long receivedAt = clock + step.minutes() * MINUTE;
                    boolean first = before == null || receivedAt - before > HORIZON;
                    assertThat(shard.add(high(step.id()), low(step.id()), receivedAt, HORIZON))
                            .isEqualTo(first);
                    if (first) {
                        counted.put(step.id(), receivedAt);
                    }
                }
                case LATER -> clock += step.minutes() * MINUTE;
                case WORK -> shard.compact(step.minutes());
                case FORGET -> shard.forgetBefore(clock - HORIZON);
                case CHECKPOINT -> {
                    shard.save();
                    checkpoint = state.copy();
                    countedAtCheckpoint = Map.copyOf(counted);
                }
                case CRASH -> {
                    budget.close();
                    budget = new FilterBudget(filterBytes, subtasks);
                    state = checkpoint.copy();
                    counted = new HashMap<>(countedAtCheckpoint);
                    shard = Shard.restore(state.state(), LIMITS, budget);
                }
            }
        }
        forgetsEverything(shard, state, budget, clock);
    }

    private static void forgetsEverything(Shard shard, MapShardState state, FilterBudget budget, long clock)
            throws Exception {
        shard.save();
        while (shard.needsCompaction()) {
            shard.compact(10);
        }
        shard.forgetBefore(clock + HORIZON * 2);
        while (shard.needsCompaction()) {
            shard.compact(10);
        }
        assertThat(shard.size()).isZero();
        assertThat(state.bytes()).isZero();
        assertThat(budget.usedBytes()).isZero();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(100, Kind.RECEIPT),
                Tuple.of(10, Kind.LATER),
                Tuple.of(10, Kind.WORK),
                Tuple.of(4, Kind.FORGET),
                Tuple.of(4, Kind.CHECKPOINT),
                Tuple.of(2, Kind.CRASH));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.integers().between(0, 90))
                .as(Step::new)
                .list()
                .ofMinSize(100)
                .ofMaxSize(1_000);
    }

    private static long high(int id) {
        return id * 0x9E3779B97F4A7C15L;
    }

    private static long low(int id) {
        return id * 0xC2B2AE3D27D4EB4FL;
    }
}
