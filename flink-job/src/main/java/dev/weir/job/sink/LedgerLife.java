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
 * {@link #WHOLE_EVERY} pages, all lines are written again in case some were deleted.
 *
 * <p>Readers see only the lines of the latest life, and of each line the one with the highest page number. So if a run
 * restarts from an older checkpoint, no line of the previous run remains visible.
 */
final class LedgerLife {
    /**
     * The distance between the first page numbers of two lives. A delayed page of an earlier run stays below the
     * numbers of the next one.
     */
    private static final long LIFE = 1L << 20;

    /** Ten minutes, at a checkpoint every 5 s. */
    static final int WHOLE_EVERY = 120;

    private record Key(Account account, long key) {}

    private final Map<Key, Long> shown = new HashMap<>();
    private final long first;
    private long number;

    /** @param highest the highest number of any page in the table */
    LedgerLife(long highest) {
        first = (highest / LIFE + 1) * LIFE;
        number = first;
    }

    /** The rows to insert for a page. The caller must report the outcome with {@link #shown} or {@link #lost}. */
    List<LedgerRow> rows(LedgerPage page) {
        if ((number - first) % WHOLE_EVERY == 0) {
            shown.clear();
        }
        List<LedgerRow> rows = new ArrayList<>();
        for (LedgerPage.Line line : page.lines()) {
            Long amount = shown.get(key(line));
            if (amount == null || amount != line.amount()) {
                rows.add(row(page, line));
            }
        }
        // This line is in every page: it carries the checkpoint if nothing has changed, and reveals whether a line is
        // missing.
        rows.add(row(page, new LedgerPage.Line(Account.LINES, 0, page.lines().size())));
        number++;
        return rows;
    }

    void shown(Collection<LedgerRow> rows) {
        rows.forEach(row -> shown.put(key(row.line()), row.line().amount()));
    }

    /** The insert failed, so the rows may or may not be in the table. */
    void lost(Collection<LedgerRow> rows) {
        rows.forEach(row -> shown.remove(key(row.line())));
    }

    private LedgerRow row(LedgerPage page, LedgerPage.Line line) {
        return new LedgerRow(page.checkpoint(), page.notedAt(), line, number, first);
    }

    private static Key key(LedgerPage.Line line) {
        return new Key(line.account(), line.key());
    }
}
