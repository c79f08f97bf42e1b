package dev.weir.gateway.progress.clickhouse;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.progress.CountedPositions;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.progress.ProgressUnavailableException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;

/** Reads from the job's books how far its last complete checkpoint has counted; by then every table holds it. */
public final class LedgerPositions implements CountedPositions {
    private static final String SQL = "SELECT key, amount FROM weir.ledger WHERE account = 'offset'";

    private final ClickHousePool pool;

    /** @param pool is closed with this */
    public LedgerPositions(ClickHousePool pool) {
        this.pool = pool;
    }

    @Override
    public LogPositions read() throws ProgressUnavailableException {
        try {
            return pool.call(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(SQL);
                        ResultSet row = statement.executeQuery()) {
                    Map<Integer, Long> nextOffsets = new HashMap<>();
                    while (row.next()) {
                        nextOffsets.put(row.getInt(1), row.getLong(2));
                    }
                    return new LogPositions(nextOffsets);
                }
            });
        } catch (ClickHouseUnavailableException unavailable) {
            throw new ProgressUnavailableException(unavailable);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
