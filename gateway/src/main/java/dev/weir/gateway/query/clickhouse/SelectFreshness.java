package dev.weir.gateway.query.clickhouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How far the least fresh of some views has come. */
final class SelectFreshness {
    private static final String SQL = """
            SELECT count() AS views, toUnixTimestamp64Milli(min(as_of)) AS as_of_millis
            FROM weir.freshness
            WHERE %s""";

    private SelectFreshness() {}

    /** Null where one of them has nothing yet. */
    static @Nullable Instant of(Connection connection, List<String> views) throws SQLException {
        String sql = String.format(Locale.ROOT, SQL, Select.isOneOf("table_name", views));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < views.size(); i++) {
                statement.setString(i + 1, views.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) == views.size() ? Instant.ofEpochMilli(row.getLong(2)) : null;
            }
        }
    }
}
