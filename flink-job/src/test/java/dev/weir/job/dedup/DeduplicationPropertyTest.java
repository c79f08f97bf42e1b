// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static dev.weir.job.testing.ReceivedEvents.identified;
import static dev.weir.job.testing.ReceivedEvents.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.dedup.ParallelDeduplication.Backend;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.Tally;
import dev.weir.job.settings.CountingSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Compares random orders of receipts, watermarks, checkpoints and restarts to a map of when each identity was counted.
 */
class DeduplicationPropertyTest {
    private static final Duration HORIZON = Duration.ofHours(6);
    private static final long START = millis("2026-03-10T12:00:00Z");

    /**
     * The time that an operator remembers identities beyond the horizon. A receipt may be this much before the clock.
     */
    private static final long SLACK = Duration.ofHours(1).toMillis();

    /** So small that a few identities suffice to seal, merge, forget and remove. */
    private static final ShardLimits TINY =
            new ShardLimits(2, 1, 2, 3, HORIZON.dividedBy(4).toMillis());

    private record Step(Kind kind, int id, int minutes) {}

    private enum Kind {
        RECEIPT,
        WATERMARK,
        CHECKPOINT,
        RESTART
    }

    @Property(tries = 60)
    void countsEachIdentityOncePerHorizon(@ForAll("histories") List<Step> steps) throws Exception {
        agreesWithTheOracle(Backend.HASHMAP, ShardLimits.of(HORIZON), steps);
    }

    @Property(tries = 5)
    void countsEachIdentityOncePerHorizonInRocksDb(@ForAll("histories") List<Step> steps) throws Exception {
        agreesWithTheOracle(Backend.ROCKSDB, ShardLimits.of(HORIZON), steps);
    }

    @Property(tries = 60)
    void countsEachIdentityOncePerHorizonWithFewInMemory(@ForAll("histories") List<Step> steps) throws Exception {
        agreesWithTheOracle(Backend.HASHMAP, TINY, steps);
    }

    @Property(tries = 10)
    void countsEachIdentityOncePerHorizonWithFewInMemoryInRocksDb(@ForAll("histories") List<Step> steps)
            throws Exception {
        agreesWithTheOracle(Backend.ROCKSDB, TINY, steps);
    }

    private static void agreesWithTheOracle(Backend backend, ShardLimits limits, List<Step> steps) throws Exception {
        Map<String, Long> countedAt = new HashMap<>();
        Tally ledger = new Tally();
        long clock = START;
        try (var operator =
                new ParallelDeduplication(backend, CountingSettings.of(Duration.ofDays(30), HORIZON), limits)) {
            for (Step step : steps) {
                switch (step.kind()) {
                    case RECEIPT -> {
                        String user = "u" + step.id() % 5;
                        String id = user + "/e" + step.id();
                        long receivedAt = clock
                                - SLACK
                                + Duration.ofMinutes(step.minutes()).toMillis();
                        Long counted = countedAt.get(id);
                        boolean first = counted == null || receivedAt - counted > HORIZON.toMillis();
                        if (first) {
                            countedAt.put(id, receivedAt);
                        }
                        assertThat(operator.passes(identified(user, id, START, receivedAt)))
                                .isEqualTo(first);
                        ledger.add(first ? Account.COUNTED : Account.DUPLICATES, 0, 1);
                    }
                    case WATERMARK -> {
                        clock += Duration.ofMinutes(step.minutes()).toMillis();
                        operator.watermark(clock);
                    }
                    case CHECKPOINT -> assertThat(operator.checkpoint()).isEqualTo(ledger);
                    case RESTART -> operator.restart(1 + step.id() % 4);
                }
            }
            assertThat(operator.deadLetters()).isEmpty();
            assertThat(operator.checkpoint()).isEqualTo(ledger);
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(30, Kind.RECEIPT),
                Tuple.of(15, Kind.WATERMARK),
                Tuple.of(4, Kind.CHECKPOINT),
                Tuple.of(1, Kind.RESTART));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 10 * 60))
                .as(Step::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(80);
    }
}
