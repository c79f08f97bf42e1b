// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.ledger.Account;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LedgerRunTest {
    private final LedgerRun run = new LedgerRun(0);

    @Test
    void writesOnlyWhatHasChanged() {
        show(page(1, line(0, 5), line(1, 7)));

        assertThat(show(page(2, line(0, 6), line(1, 7), line(2, 1))))
                .extracting(LedgerRow::line)
                .containsExactly(line(0, 6), line(2, 1), new LedgerPage.Line(Account.LINES, 0, 3));
    }

    @Test
    void writesOneRowIfNothingHasChanged() {
        show(page(1, line(0, 5), line(1, 7)));

        assertThat(show(page(2, line(0, 5), line(1, 7)))).singleElement().satisfies(row -> assertThat(row.checkpoint())
                .isEqualTo(2));
    }

    @Test
    void rewritesRowsOfAFailedInsert() {
        LedgerPage page = page(1, line(0, 5), line(1, 7));
        run.failed(run.rows(page));

        assertThat(run.rows(page)).hasSize(3);
    }

    @Test
    void writesAllLinesPeriodically() {
        LedgerPage page = page(1, line(0, 5), line(1, 7));
        int rows = 0;
        for (int i = 0; i < 10 * LedgerRun.FULL_PAGE_INTERVAL; i++) {
            rows += show(page).size();
        }

        assertThat(rows).isEqualTo(10 * (LedgerRun.FULL_PAGE_INTERVAL + 2));
    }

    @Test
    void pagesOfALaterRunAreAboveClocksAndEarlierRuns() {
        long millisOfAClock = 4_000_000_000_000L;
        LedgerRow first = new LedgerRun(millisOfAClock).rows(page(1)).get(0);
        LedgerRow second = new LedgerRun(first.page()).rows(page(1)).get(0);

        assertThat(first.run()).isGreaterThan(millisOfAClock);
        assertThat(second.run()).isGreaterThan(first.page() + 1_000_000);
        assertThat(second.page()).isLessThan(1L << 48);
    }

    /**
     * The table shows the last page inserted, even if inserts fail with or without effect and the job goes back to
     * older checkpoints.
     */
    @Property(tries = 500)
    void tableShowsTheLastInsertedPage(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int pages) {
        Random random = new Random(seed);
        Map<Object, LedgerRow> table = new HashMap<>();
        Map<Long, Long> amounts = new HashMap<>();
        Map<Long, Long> saved = Map.of();
        LedgerRun writing = new LedgerRun(0);
        for (int i = 1; i <= pages; i++) {
            amounts.merge((long) random.nextInt(6), 1L + random.nextInt(3), Long::sum);
            if (random.nextInt(20) == 0) {
                saved = Map.copyOf(amounts);
            }
            if (random.nextInt(20) == 0) {
                amounts = new HashMap<>(saved);
                writing = new LedgerRun(
                        table.values().stream().mapToLong(LedgerRow::page).max().orElse(0));
            }
            List<LedgerPage.Line> lines = new ArrayList<>();
            amounts.forEach((key, amount) -> lines.add(line(key, amount)));
            List<LedgerRow> rows = writing.rows(new LedgerPage(i, 0, lines));
            boolean isDone = random.nextInt(5) > 0;
            if (isDone) {
                rows.forEach(row -> table.merge(
                        List.of(row.line().account(), row.line().key()),
                        row,
                        (one, other) -> one.page() > other.page() ? one : other));
            }
            if (isDone && random.nextInt(5) > 0) {
                writing.written(rows);
            } else {
                writing.failed(rows);
            }
            if (isDone) {
                lines.add(new LedgerPage.Line(Account.LINES, 0, lines.size()));
                assertThat(view(table)).containsExactlyInAnyOrderElementsOf(lines);
            }
        }
    }

    /** Reads the table as the view {@code ledger} does. */
    private static List<LedgerPage.Line> view(Map<Object, LedgerRow> table) {
        long latest = table.values().stream().mapToLong(LedgerRow::run).max().orElse(0);
        return table.values().stream()
                .filter(row -> row.run() == latest)
                .map(LedgerRow::line)
                .toList();
    }

    private List<LedgerRow> show(LedgerPage page) {
        List<LedgerRow> rows = run.rows(page);
        run.written(rows);
        return rows;
    }

    private static LedgerPage page(long checkpoint, LedgerPage.Line... lines) {
        return new LedgerPage(checkpoint, 0, List.of(lines));
    }

    private static LedgerPage.Line line(long day, long amount) {
        return new LedgerPage.Line(Account.EVENTS, day, amount);
    }
}
