// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.ledger.Tally;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

/**
 * Adds up the ledger entries of all subtasks for a checkpoint.
 *
 * <p>Entries arrive before the barrier of their checkpoint, so at the barrier all of them are here. Entries of an
 * aborted checkpoint are dropped together with those of the next one.
 */
final class LedgerWriter implements CommittingSinkWriter<LedgerEntry, LedgerPage> {
    private final Clock clock;
    private final TreeMap<Long, Tally> byCheckpoint = new TreeMap<>();

    LedgerWriter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void write(LedgerEntry entry, Context context) {
        byCheckpoint
                .computeIfAbsent(entry.checkpoint(), any -> new Tally())
                .add(entry.account(), entry.key(), entry.amount());
    }

    @Override
    public Collection<LedgerPage> prepareCommit() {
        Map.Entry<Long, Tally> latest = byCheckpoint.lastEntry();
        if (latest == null) {
            return List.of();
        }
        List<LedgerPage.Line> lines = new ArrayList<>();
        latest.getValue().forEach((account, key, amount) -> lines.add(new LedgerPage.Line(account, key, amount)));
        byCheckpoint.clear();
        return List.of(new LedgerPage(latest.getKey(), clock.millis(), lines));
    }

    @Override
    public void flush(boolean endOfInput) {
        // Only a checkpoint closes a page.
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
