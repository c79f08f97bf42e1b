// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.job.ledger.Account;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ledger pages of one run of the job. The first page is written in full, later pages only as changed lines. Every
 * {@link #FULL_PAGE_INTERVAL} pages, all lines are written again in case some were deleted.
 *
 * <p>Readers see only the lines of the latest run, and of each line the one with the highest page number. So if a run
 * restarts from an older checkpoint, no line of the previous run remains visible.
 */
final class LedgerRun {
    /**
     * The distance between the first page numbers of two runs. A delayed page of an earlier run stays below the
     * numbers of the next one.
     */
    private static final long PAGES_PER_RUN = 1L << 20;

    /** Ten minutes, at a checkpoint every 5 s. */
    static final int FULL_PAGE_INTERVAL = 120;

    private record LineKey(Account account, long key) {}

    private final Map<LineKey, Long> written = new HashMap<>();
    private final long firstPage;
    private long nextPage;

    /** @param highest the highest number of any page in the table */
    LedgerRun(long highest) {
        firstPage = (highest / PAGES_PER_RUN + 1) * PAGES_PER_RUN;
        nextPage = firstPage;
    }

    /** The rows to insert for a page. The caller must report the outcome with {@link #written} or {@link #failed}. */
    List<LedgerRow> rows(LedgerPage page) {
        if ((nextPage - firstPage) % FULL_PAGE_INTERVAL == 0) {
            written.clear();
        }
        List<LedgerRow> rows = new ArrayList<>();
        for (LedgerPage.Line line : page.lines()) {
            Long amount = written.get(key(line));
            if (amount == null || amount != line.amount()) {
                rows.add(row(page, line));
            }
        }
        // This line is in every page: it carries the checkpoint if nothing has changed, and reveals whether a line is
        // missing.
        rows.add(row(page, new LedgerPage.Line(Account.LINES, 0, page.lines().size())));
        nextPage++;
        return rows;
    }

    /** The insert succeeded. */
    void written(Collection<LedgerRow> rows) {
        rows.forEach(row -> written.put(key(row.line()), row.line().amount()));
    }

    /** The insert failed, so the rows may or may not be in the table. */
    void failed(Collection<LedgerRow> rows) {
        rows.forEach(row -> written.remove(key(row.line())));
    }

    private LedgerRow row(LedgerPage page, LedgerPage.Line line) {
        return new LedgerRow(page.checkpoint(), page.notedAt(), line, nextPage, firstPage);
    }

    private static LineKey key(LedgerPage.Line line) {
        return new LineKey(line.account(), line.key());
    }
}
