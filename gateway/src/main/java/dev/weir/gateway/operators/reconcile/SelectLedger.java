// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Selects the last page of the ledger. */
final class SelectLedger {
    private static final String SQL = """
            SELECT epoch, checkpoint, toUnixTimestamp64Milli(noted_at) AS noted_at_millis, account, key, amount
            FROM weir.ledger""";

    private SelectLedger() {}

    static Ledger from(ClickHousePool pool) throws ClickHouseUnavailableException {
        return pool.call(SelectLedger::from);
    }

    private static Ledger from(Connection connection) throws SQLException {
        Map<String, NavigableMap<Long, Long>> amounts = new HashMap<>();
        Ledger ledger = Ledger.EMPTY;
        try (Statement statement = connection.createStatement();
                ResultSet line = statement.executeQuery(SQL)) {
            while (line.next()) {
                amounts.computeIfAbsent(line.getString(4), account -> new TreeMap<>())
                        .put(line.getLong(5), line.getLong(6));
                ledger = new Ledger(line.getInt(1), line.getLong(2), Instant.ofEpochMilli(line.getLong(3)), amounts);
            }
        }
        return ledger;
    }
}
