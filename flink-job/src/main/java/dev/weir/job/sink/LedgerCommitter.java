package dev.weir.job.sink;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the page of a checkpoint that is complete.
 *
 * <p>A page that ClickHouse does not take is left out: the next one says all of it again, and the job need not wait.
 */
final class LedgerCommitter implements Committer<LedgerPage> {
    private static final Logger log = LoggerFactory.getLogger(LedgerCommitter.class);

    private final Inserter<LedgerRow> inserter;

    LedgerCommitter(Inserter<LedgerRow> inserter) {
        this.inserter = inserter;
    }

    @Override
    public void commit(Collection<CommitRequest<LedgerPage>> requests) {
        for (CommitRequest<LedgerPage> request : requests) {
            LedgerPage page = request.getCommittable();
            try {
                inserter.insert(page.lines().stream()
                        .map(line -> new LedgerRow(page.checkpoint(), page.notedAt(), line))
                        .toList());
            } catch (IOException refused) {
                log.atWarn()
                        .addKeyValue("checkpoint", page.checkpoint())
                        .addKeyValue("reason", String.valueOf(refused.getCause()))
                        .log("A page of the ledger is left out");
            }
        }
    }

    @Override
    public void close() {
        inserter.close();
    }
}
