// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final SimulatedJob job =
            new SimulatedJob().view(10).view(10).view(12).duplicate().malformed();

    @Test
    void balancesIfEverythingAgrees() {
        Comparison result = compare(job.tables());

        assertThat(result.problems()).isEmpty();
        assertThat(result.isBalanced()).isTrue();
        assertThat(result.settled()).isTrue();
        assertThat(result.pending()).isZero();
    }

    @Test
    void balancesBeforeTheFirstCheckpoint() {
        Comparison result = of(SimulatedJob.ALL, Ledger.EMPTY, job.stored(), job.log(), Ledger.EMPTY);

        assertThat(result.isBalanced()).isTrue();
        assertThat(result.settled()).isFalse();
        assertThat(result.pending()).isEqualTo(5);
    }

    @Test
    void reportsTheDayOfALostRow() {
        Map<LedgerColumn, SortedMap<Long, Long>> tables = job.tables();
        sums(tables, LedgerColumn.VIEWS).remove(12L);

        Comparison result = compare(tables);

        assertThat(result.isBalanced()).isFalse();
        assertThat(result.differences()).containsExactly(new Difference(LedgerColumn.VIEWS, 12, 1, 0, true));
        assertThat(result.problems())
                .containsExactly(
                        "The sum of video_views_daily.views is 0 for day 1970-01-13, but the job has applied 1:"
                                + " rows were deleted or changed, or ClickHouse lost some. Restore them, or rebuild with a"
                                + " higher WEIR_JOB_EPOCH.");
    }

    @Test
    void reportsTheDayThatIsCountedTooHigh() {
        Map<LedgerColumn, SortedMap<Long, Long>> tables = job.tables();
        sums(tables, LedgerColumn.EVENTS_PER_MINUTE).put(10L, 3L);

        assertThat(compare(tables).differences())
                .containsExactly(new Difference(LedgerColumn.EVENTS_PER_MINUTE, 10, 2, 3, true));
    }

    @Test
    void waitsForTheLedgerIfTheTablesAreAhead() {
        Ledger before = job.ledger();
        job.view(12);

        Comparison early = of(SimulatedJob.ALL, before, job.stored(), job.log(), before);
        Comparison late = of(SimulatedJob.ALL, before, job.stored(), job.log(), job.ledger());

        assertThat(early.isBalanced()).isTrue();
        assertThat(early.settled()).isFalse();
        assertThat(early.pending()).isEqualTo(1);
        assertThat(late.isBalanced()).isTrue();
        assertThat(late.settled()).isTrue();
    }

    @Test
    void reportsAMissingRowEvenIfTheJobIsBehind() {
        Map<LedgerColumn, SortedMap<Long, Long>> tables = job.tables();
        sums(tables, LedgerColumn.EVENTS).put(10L, 1L);

        Comparison result = of(SimulatedJob.ALL, job.ledger(), stored(tables), SimulatedJob.log(1_000), job.ledger());

        assertThat(result.differences()).containsExactly(new Difference(LedgerColumn.EVENTS, 10, 2, 1, true));
    }

    @Test
    void reportsAnUnaccountedRecord() {
        job.at("counted", 0, 2);

        assertThat(compare(job.tables()).problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("partition 0", "read 5 records", "accounts for 4"),
                        problem -> assertThat(problem).contains("counted 2 events", "ledger of activity has 3"),
                        problem -> assertThat(problem).contains("counted 2 events", "ledger of events has 3"));
    }

    @Test
    void reportsASkippedRecord() {
        job.at("offset", 0, 6);

        assertThat(compare(job.tables()).problems())
                .singleElement(STRING)
                .contains("partition 0", "read 5 records", "offsets 0 and 6", "1 were deleted");
    }

    @Test
    void reportsALogThatLostItsEnd() {
        Comparison result = of(SimulatedJob.ALL, job.ledger(), job.stored(), SimulatedJob.log(3), job.ledger());

        assertThat(result.problems())
                .singleElement(STRING)
                .contains("Partition 0", "ends at offset 3", "read it up to 5", "Kafka has lost records");
    }

    @Test
    void balancesIfTheLogGrows() {
        Ledger before = job.ledger();
        LogOffsets log = job.view(12).log();
        Comparison result = of(
                SimulatedJob.ALL,
                before,
                job.stored(),
                log,
                job.view(12).view(12).ledger());

        assertThat(result.problems()).isEmpty();
        assertThat(result.pending()).isZero();
    }

    @Test
    void reportsARecreatedTopic() {
        Ledger before = job.ledger();
        Comparison result = of(SimulatedJob.ALL, before, job.stored(), new LogOffsets(Map.of()), before);
        assertThat(result.problems()).singleElement(STRING).contains("Partition 0", "ends at offset 0", "recreated");

        // The job has read the new topic from its beginning, and the log has grown beyond its earlier end.
        job.view(12).at("offset", 0, 5);
        assertThat(of(SimulatedJob.ALL, job.ledger(), job.stored(), SimulatedJob.log(9), job.ledger())
                        .problems())
                .singleElement(STRING)
                .contains("partition 0", "read 6 records", "offsets 0 and 5", "recreated");
    }

    @Test
    void reportsRecordsDeletedBeforeTheJobReadThem() {
        LogOffsets log = new LogOffsets(Map.of(0, new LogOffsets.Span(8, 9)));
        Comparison result = of(SimulatedJob.ALL, job.ledger(), job.stored(), log, job.ledger());

        assertThat(result.isBalanced()).isTrue();
        assertThat(result.settled()).isFalse();
        assertThat(result.atLast().problems())
                .singleElement(STRING)
                .contains("Partition 0", "begins at offset 8", "up to 5", "3 records were deleted");
    }

    @Test
    void balancesIfOldRecordsExpire() {
        LogOffsets log = new LogOffsets(Map.of(0, new LogOffsets.Span(5, 5), 1, new LogOffsets.Span(700, 700)));
        Comparison result = of(SimulatedJob.ALL, job.ledger(), job.stored(), log, job.ledger());

        assertThat(result.atLast().problems()).isEmpty();
        assertThat(result.settled()).isTrue();
        assertThat(result.pending()).isZero();
    }

    @Test
    void toleratesSmallerNumbersDuringARebuild() {
        Ledger before = job.ledger();
        StoredSums rebuilding = new StoredSums(new SimulatedJob().view(10).tables(), 2);

        Comparison begun = of(SimulatedJob.ALL, before, rebuilding, job.log(), before);
        assertThat(begun.problems()).isEmpty();
        assertThat(begun.settled()).isFalse();
        assertThat(of(
                                SimulatedJob.ALL,
                                before,
                                rebuilding,
                                job.log(),
                                new SimulatedJob().in(2, 1).ledger())
                        .problems())
                .isEmpty();
        // The job continues in the earlier epoch, so another program has written these rows.
        assertThat(of(
                                SimulatedJob.ALL,
                                before,
                                rebuilding,
                                job.log(),
                                job.in(1, 2).ledger())
                        .isBalanced())
                .isFalse();
    }

    @Test
    void reportsALedgerPageThatLostALine() {
        job.at("lines", 0, 12);

        assertThat(compare(job.tables()).problems())
                .singleElement(STRING)
                .contains("ledger has 14 lines, but should have 12", "ledger_store");
    }

    @Test
    void reportsAStageThatLostEvents() {
        job.at("activity", 0, 2);
        job.at("views", 12, 0);

        assertThat(compare(job.tables()).problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("counted 3 events", "ledger of activity has 2"),
                        problem -> assertThat(problem).contains("counted 3 views", "ledger of views has 2"));
    }

    @Test
    void expectsWindowsFromTheirMidnightOn() {
        job.at("clock", 0, 11 * 86_400_000L);
        Map<LedgerColumn, SortedMap<Long, Long>> tables = job.tables();
        assertThat(sums(tables, LedgerColumn.VIEWS_30D)).containsOnlyKeys(10L, 11L);
        // Written since the checkpoint, because the next day has begun.
        sums(tables, LedgerColumn.VIEWS_30D).put(12L, 3L);

        assertThat(compare(tables).differences()).isEmpty();
    }

    @Test
    void ignoresDaysAndTablesOutsideTheScope() {
        Map<LedgerColumn, SortedMap<Long, Long>> tables = job.tables();
        sums(tables, LedgerColumn.VIEWS).remove(10L);
        tables.keySet().retainAll(EnumSet.of(LedgerColumn.VIEWS));

        Comparison result = of(
                new ComparisonScope(11, 20, EnumSet.of(LedgerColumn.VIEWS)),
                job.ledger(),
                stored(tables),
                job.log(),
                job.ledger());

        assertThat(result.isBalanced()).isTrue();
        assertThat(result.columns()).containsExactly(Map.entry(LedgerColumn.VIEWS, new Comparison.ColumnSums(1, 1)));
    }

    /** Correct tables are never reported as wrong, whenever they are read between checkpoints. */
    @Property(tries = 300)
    void neverReportsEventsInFlightAsWrong(
            @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 5) Integer> days,
            @ForAll @IntRange(max = 40) int before,
            @ForAll @IntRange(max = 40) int read,
            @ForAll @IntRange(max = 40) int asked,
            @ForAll @IntRange(max = 40) int after) {
        int[] moments = {before, read, asked, after};
        Arrays.sort(moments);

        Comparison result = of(
                SimulatedJob.ALL,
                upTo(days, moments[0]).ledger(),
                upTo(days, moments[1]).stored(),
                upTo(days, moments[2]).log(),
                upTo(days, moments[3]).ledger());

        assertThat(result.problems()).isEmpty();
    }

    /** If the ledger covers the log, every wrong number is reported. */
    @Property(tries = 300)
    void reportsAnyWrongNumber(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 5) Integer> days,
            @ForAll LedgerColumn column,
            @ForAll @IntRange(min = 1, max = 5) int day,
            @ForAll @IntRange(min = -3, max = 3) int error) {
        SimulatedJob all = upTo(days, days.size());
        Map<LedgerColumn, SortedMap<Long, Long>> tables = all.tables();
        long right = sums(tables, column).getOrDefault((long) day, 0L);
        long wrong = Math.max(0, right + error);
        sums(tables, column).put((long) day, wrong);

        Comparison result = of(SimulatedJob.ALL, all.ledger(), stored(tables), all.log(), all.ledger());

        assertThat(result.isBalanced()).isEqualTo(wrong == right);
    }

    private static SortedMap<Long, Long> sums(Map<LedgerColumn, SortedMap<Long, Long>> tables, LedgerColumn column) {
        return Objects.requireNonNull(tables.get(column));
    }

    private static SimulatedJob upTo(List<Integer> days, int count) {
        SimulatedJob job = new SimulatedJob();
        days.stream().limit(count).forEach(job::view);
        return job;
    }

    private static StoredSums stored(Map<LedgerColumn, SortedMap<Long, Long>> tables) {
        return new StoredSums(tables, 1);
    }

    private static Comparison of(
            ComparisonScope scope, Ledger before, StoredSums stored, LogOffsets log, Ledger after) {
        return Comparison.of(scope, new Readings(before, stored, before, log), after);
    }

    private Comparison compare(Map<LedgerColumn, SortedMap<Long, Long>> tables) {
        return of(SimulatedJob.ALL, job.ledger(), stored(tables), job.log(), job.ledger());
    }
}
