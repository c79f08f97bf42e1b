// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the ledger page of a completed checkpoint visible.
 *
 * <p>If an insert into ClickHouse fails, the page is skipped and the job does not wait. The next page contains
 * everything that the skipped one would have contained.
 */
final class LedgerCommitter implements Committer<LedgerPage> {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerCommitter.class);

    private final LedgerTable table;

    /** Created with the first page, because it needs the highest page number from ClickHouse. */
    private @Nullable LedgerRun run;

    LedgerCommitter(LedgerTable table) {
        this.table = table;
    }

    @Override
    public void commit(Collection<CommitRequest<LedgerPage>> requests) throws InterruptedException {
        for (CommitRequest<LedgerPage> request : requests) {
            LedgerPage page = request.getCommittable();
            try {
                if (run == null) {
                    run = new LedgerRun(table.highestPage());
                }
                write(page, run);
            } catch (IOException failed) {
                LOG.atWarn()
                        .addKeyValue("checkpoint", page.checkpoint())
                        .addKeyValue("reason", String.valueOf(failed.getMessage()))
                        .log("Skipped a page of the ledger");
            }
        }
    }

    private void write(LedgerPage page, LedgerRun currentRun) throws IOException, InterruptedException {
        List<LedgerRow> rows = currentRun.rows(page);
        try {
            table.insert(rows);
        } catch (IOException failed) {
            currentRun.failed(rows);
            throw failed;
        }
        currentRun.written(rows);
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
