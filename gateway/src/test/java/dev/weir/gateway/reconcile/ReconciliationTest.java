package dev.weir.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

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

class ReconciliationTest {
    private final Bookkeeper job =
            new Bookkeeper().view(10).view(10).view(12).duplicate().malformed();

    @Test
    void balancesWhereEverythingAgrees() {
        Reconciliation result = compare(job.tables());

        assertThat(result.problems()).isEmpty();
        assertThat(result.isBalanced()).isTrue();
        assertThat(result.settled()).isTrue();
        assertThat(result.pending()).isZero();
    }

    @Test
    void balancesBeforeTheFirstCheckpoint() {
        Reconciliation result = Reconciliation.of(Bookkeeper.ALL, Ledger.EMPTY, job.tables(), job.ends(), Ledger.EMPTY);

        assertThat(result.isBalanced()).isTrue();
        assertThat(result.settled()).isFalse();
        assertThat(result.pending()).isEqualTo(5);
    }

    @Test
    void namesTheDayThatARowWasLostOf() {
        Map<Column, SortedMap<Long, Long>> tables = job.tables();
        sums(tables, Column.VIEWS).remove(12L);

        Reconciliation result = compare(tables);

        assertThat(result.isBalanced()).isFalse();
        assertThat(result.differences()).containsExactly(new Difference(Column.VIEWS, 12, 1, 0, true));
        assertThat(result.problems())
                .containsExactly(
                        "video_views_daily.views adds up to 0 for day 1970-01-13, where the job has applied 1.");
    }

    @Test
    void namesTheDayThatIsCountedTooHigh() {
        Map<Column, SortedMap<Long, Long>> tables = job.tables();
        sums(tables, Column.EVENTS_PER_MINUTE).put(10L, 3L);

        assertThat(compare(tables).differences())
                .containsExactly(new Difference(Column.EVENTS_PER_MINUTE, 10, 2, 3, true));
    }

    @Test
    void waitsForTheBooksWhereTheTablesAreAhead() {
        Ledger before = job.ledger();
        job.view(12);

        Reconciliation early = Reconciliation.of(Bookkeeper.ALL, before, job.tables(), job.ends(), before);
        Reconciliation late = Reconciliation.of(Bookkeeper.ALL, before, job.tables(), job.ends(), job.ledger());

        assertThat(early.isBalanced()).isTrue();
        assertThat(early.settled()).isFalse();
        assertThat(early.pending()).isEqualTo(1);
        assertThat(late.isBalanced()).isTrue();
        assertThat(late.settled()).isTrue();
    }

    @Test
    void aMissingRowIsWrongAlsoWhileTheJobIsBehind() {
        Map<Column, SortedMap<Long, Long>> tables = job.tables();
        sums(tables, Column.EVENTS).put(10L, 1L);

        Reconciliation result =
                Reconciliation.of(Bookkeeper.ALL, job.ledger(), tables, Map.of(0, 1_000L), job.ledger());

        assertThat(result.differences()).containsExactly(new Difference(Column.EVENTS, 10, 2, 1, true));
    }

    @Test
    void seesARecordThatIsNotAccountedFor() {
        job.at("counted", 0, 2);

        assertThat(compare(job.tables()).problems())
                .contains("Of partition 0 5 records were read, and 4 are accounted for.");
    }

    @Test
    void seesARecordThatWasSkipped() {
        job.at("offset", 0, 6);

        assertThat(compare(job.tables()).problems())
                .contains("Of partition 0 5 records were read between offsets 0 and 6, which are 6.");
    }

    @Test
    void seesALogThatHasLostItsEnd() {
        Reconciliation result =
                Reconciliation.of(Bookkeeper.ALL, job.ledger(), job.tables(), Map.of(0, 3L), job.ledger());

        assertThat(result.problems())
                .containsExactly("Partition 0 ends at offset 3, and was read up to 5: Kafka has lost records.");
    }

    @Test
    void seesAStageThatLostWhatAnotherPassedOn() {
        job.at("activity", 0, 2);
        job.at("views", 12, 0);

        assertThat(compare(job.tables()).problems())
                .containsExactlyInAnyOrder(
                        "The job has counted 3 events, and its books of activity have 2.",
                        "The job has counted 3 views, and its books of views have 2, or other ones on some day.");
    }

    @Test
    void windowsAreDueFromTheirMidnight() {
        job.at("clock", 0, 11 * 86_400_000L);
        Map<Column, SortedMap<Long, Long>> tables = job.tables();
        assertThat(sums(tables, Column.VIEWS_30D)).containsOnlyKeys(10L, 11L);
        // Written since the checkpoint, because midnight has come.
        sums(tables, Column.VIEWS_30D).put(12L, 3L);

        assertThat(compare(tables).differences()).isEmpty();
    }

    @Test
    void leavesOutDaysAndTablesBeyondTheScope() {
        Map<Column, SortedMap<Long, Long>> tables = job.tables();
        sums(tables, Column.VIEWS).remove(10L);
        tables.keySet().retainAll(EnumSet.of(Column.VIEWS));

        Reconciliation result = Reconciliation.of(
                new Scope(11, 20, EnumSet.of(Column.VIEWS)), job.ledger(), tables, job.ends(), job.ledger());

        assertThat(result.isBalanced()).isTrue();
        assertThat(result.columns()).containsExactly(Map.entry(Column.VIEWS, new Reconciliation.ColumnSums(1, 1)));
    }

    /** Whenever the tables are read, between which checkpoints ever: right tables are never called wrong. */
    @Property(tries = 300)
    void neverCallsWrongWhatIsOnItsWay(
            @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 5) Integer> days,
            @ForAll @IntRange(max = 40) int before,
            @ForAll @IntRange(max = 40) int read,
            @ForAll @IntRange(max = 40) int asked,
            @ForAll @IntRange(max = 40) int after) {
        int[] moments = {before, read, asked, after};
        Arrays.sort(moments);

        Reconciliation result = Reconciliation.of(
                Bookkeeper.ALL,
                upTo(days, moments[0]).ledger(),
                upTo(days, moments[1]).tables(),
                upTo(days, moments[2]).ends(),
                upTo(days, moments[3]).ledger());

        assertThat(result.problems().stream().filter(problem -> !problem.contains("Kafka has lost")))
                .isEmpty();
    }

    /** Once the books cover the log, no number can be wrong without being named. */
    @Property(tries = 300)
    void namesWhateverIsWrong(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 5) Integer> days,
            @ForAll Column column,
            @ForAll @IntRange(min = 1, max = 5) int day,
            @ForAll @IntRange(min = -3, max = 3) int error) {
        Bookkeeper all = upTo(days, days.size());
        Map<Column, SortedMap<Long, Long>> tables = all.tables();
        long right = sums(tables, column).getOrDefault((long) day, 0L);
        long wrong = Math.max(0, right + error);
        sums(tables, column).put((long) day, wrong);

        Reconciliation result = Reconciliation.of(Bookkeeper.ALL, all.ledger(), tables, all.ends(), all.ledger());

        assertThat(result.isBalanced()).isEqualTo(wrong == right);
    }

    private static SortedMap<Long, Long> sums(Map<Column, SortedMap<Long, Long>> tables, Column column) {
        return Objects.requireNonNull(tables.get(column));
    }

    private static Bookkeeper upTo(List<Integer> days, int count) {
        Bookkeeper job = new Bookkeeper();
        days.stream().limit(count).forEach(job::view);
        return job;
    }

    private Reconciliation compare(Map<Column, SortedMap<Long, Long>> tables) {
        return Reconciliation.of(Bookkeeper.ALL, job.ledger(), tables, job.ends(), job.ledger());
    }
}
