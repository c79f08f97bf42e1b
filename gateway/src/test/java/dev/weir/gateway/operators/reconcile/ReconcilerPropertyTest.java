// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A correct ledger always balances, and a faulty one never does, with any changes between the readings. */
class ReconcilerPropertyTest {
    @Property(tries = 400)
    void correctLedgerBalancesAtEveryMoment(
            @ForAll long seed, @ForAll @IntRange(max = 200) int steps, @ForAll @IntRange(max = 10) int seconds)
            throws Exception {
        SimulatedWeir weir = new SimulatedWeir(seed);
        weir.goOn(steps);
        for (int i = 0; i < 5; i++) {
            assertThat(reconcile(weir, Duration.ofSeconds(seconds)).problems()).isEmpty();
        }
        weir.settle();

        Comparison last = reconcile(weir, Duration.ofSeconds(seconds));
        assertThat(last.problems()).isEmpty();
        assertThat(last.settled()).isTrue();
        assertThat(last.pending()).isZero();
    }

    @Property(tries = 400)
    void reportsAWrongSum(
            @ForAll long seed,
            @ForAll @IntRange(max = 200) int steps,
            @ForAll LedgerColumn column,
            @ForAll @IntRange(min = -2, max = 2) int error)
            throws Exception {
        SimulatedWeir weir = settled(seed, steps);
        long key = weir.spoil(column, error);
        Assume.that(error != 0 && key >= 0);

        assertThat(reconcile(weir, Duration.ZERO).differences())
                .filteredOn(Difference::isWrong)
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.column()).isEqualTo(column);
                    assertThat(difference.key()).isEqualTo(key);
                    assertThat(difference.stored() - difference.applied()).isEqualTo(error);
                });
    }

    @Property(tries = 100)
    void reportsALogThatLostItsEnd(@ForAll long seed, @ForAll @IntRange(min = 50, max = 200) int steps)
            throws Exception {
        SimulatedWeir weir = settled(seed, steps);
        Assume.that(weir.ledger().of("offset", 0) > 0);
        weir.loseEndOfLog();

        assertThat(reconcile(weir, Duration.ZERO).problems())
                .anySatisfy(problem -> assertThat(problem).contains("Kafka has lost records"));
    }

    @Property(tries = 100)
    void keepsReportingARecreatedTopic(
            @ForAll long seed,
            @ForAll @IntRange(min = 50, max = 200) int steps,
            @ForAll @IntRange(min = 1, max = 300) int events)
            throws Exception {
        SimulatedWeir weir = settled(seed, steps);
        // If the new topic already has at least as many records as the job has read, the ledger cannot tell it from the
        // old one.
        Assume.that(weir.ledger().of("offset", 0) > events);
        weir.makeTopicAnew(events);
        assertThat(reconcile(weir, Duration.ZERO).isBalanced()).isFalse();

        weir.readOn();
        weir.makeTopicAnew(1_000);
        weir.readOn();
        assertThat(reconcile(weir, Duration.ZERO).problems())
                .anySatisfy(problem -> assertThat(problem).contains("recreated"));
    }

    @Property(tries = 100)
    void keepsReportingRecordsDeletedUnread(@ForAll long seed, @ForAll @IntRange(min = 50, max = 200) int steps)
            throws Exception {
        SimulatedWeir weir = settled(seed, steps);
        Assume.that(weir.ledger().of("read", 0) > 0);
        weir.deleteUnread();
        assertThat(reconcile(weir, Duration.ZERO).problems()).singleElement().satisfies(problem -> assertThat(problem)
                .contains("1 records were deleted"));

        weir.readOn();
        assertThat(reconcile(weir, Duration.ZERO).problems()).singleElement().satisfies(problem -> assertThat(problem)
                .contains("1 were deleted"));
    }

    private static SimulatedWeir settled(long seed, int steps) {
        SimulatedWeir weir = new SimulatedWeir(seed);
        weir.goOn(steps);
        weir.settle();
        return weir;
    }

    private static Comparison reconcile(SimulatedWeir weir, Duration patience) throws Exception {
        return new Reconciler(weir, weir).reconcile(SimulatedJob.ALL, patience);
    }
}
