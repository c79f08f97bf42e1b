package dev.weir.job.sink;

import dev.weir.job.ledger.Account;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pages that one run of the job writes: the first one whole, after it the lines that have changed, and all of them again
 * from time to time, should somebody have deleted some.
 *
 * <p>A reader sees the lines of the latest life only, of each the one with the highest number. So a run that was taken back
 * to an older checkpoint leaves no line of the run before standing.
 */
final class LedgerLife {
    /** Between the numbers of two lives; a page that an earlier run writes after all does not reach the next one's. */
    private static final long LIFE = 1L << 20;

    /** Ten minutes, at a checkpoint every 5 s. */
    static final int WHOLE_EVERY = 120;

    private record Key(Account account, long key) {}

    private final Map<Key, Long> shown = new HashMap<>();
    private final long first;
    private long number;

    /** @param highest number of any page that is in the table */
    LedgerLife(long highest) {
        first = (highest / LIFE + 1) * LIFE;
        number = first;
    }

    /** What to write for a page to be seen; tell {@link #shown} or {@link #lost} what came of it. */
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
        // Always there: it carries the checkpoint also where nothing has changed, and shows whether a line is missing.
        rows.add(row(page, new LedgerPage.Line(Account.LINES, 0, page.lines().size())));
        number++;
        return rows;
    }

    void shown(Collection<LedgerRow> rows) {
        rows.forEach(row -> shown.put(key(row.line()), row.line().amount()));
    }

    /** They may be in the table, or not. */
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
