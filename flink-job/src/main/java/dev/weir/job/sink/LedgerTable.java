// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import java.io.IOException;
import java.util.Collection;

/** The table of the ledger. */
final class LedgerTable {
    private static final String HIGHEST_PAGE =
            "SELECT toInt64(bitAnd(max(version), 0xFFFFFFFFFFFF)) FROM weir.ledger_store WHERE epoch = ";

    private final ClickHouseEndpoint endpoint;
    private final Version version;
    private final Table<LedgerRow> table;
    private final TableInserter inserter;

    LedgerTable(ClickHouseEndpoint endpoint, Version version) {
        this.endpoint = endpoint;
        this.version = version;
        this.table = Tables.ledger(version);
        this.inserter = HttpTableInserter.factory(endpoint).create(table);
    }

    /** The highest page number of this epoch; 0 if there is none. */
    long highestPage() throws IOException {
        return SelectNumber.of(endpoint, HIGHEST_PAGE + version.epoch());
    }

    /** Readers see either all of the rows or none. */
    void insert(Collection<LedgerRow> page) throws IOException, InterruptedException {
        inserter.insert(table.encoded(page));
    }
}
