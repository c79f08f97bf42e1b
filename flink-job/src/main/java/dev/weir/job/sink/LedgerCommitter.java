// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
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

    private static final String HIGHEST_PAGE =
            "SELECT toInt64(bitAnd(max(version), 0xFFFFFFFFFFFF)) FROM weir.ledger_store WHERE epoch = ";

    private final ClickHouseEndpoint endpoint;
    private final Version version;
    private final Table<LedgerRow> table;
    private final TableInserter inserter;

    /** Created with the first page, because it needs the highest page number from ClickHouse. */
    private @Nullable LedgerRun run;

    LedgerCommitter(ClickHouseEndpoint endpoint, Version version) {
        this.endpoint = endpoint;
        this.version = version;
        this.table = Tables.ledger(version);
        this.inserter = HttpTableInserter.factory(endpoint).create(table);
    }

    @Override
    public void commit(Collection<CommitRequest<LedgerPage>> requests) throws InterruptedException {
        for (CommitRequest<LedgerPage> request : requests) {
            LedgerPage page = request.getCommittable();
            try {
                if (run == null) {
                    run = new LedgerRun(highestPage());
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

    /** The highest page number of this epoch; 0 if there is none. */
    private long highestPage() throws IOException {
        return SelectNumber.of(endpoint, HIGHEST_PAGE + version.epoch());
    }

    private void write(LedgerPage page, LedgerRun currentRun) throws IOException, InterruptedException {
        List<LedgerRow> rows = currentRun.rows(page);
        try {
            // Readers see either all of the rows or none.
            inserter.insert(table.encoded(rows));
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
