package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A query to run.
 *
 * <p>Days travel as days since 1970 and instants as seconds, in both directions: nothing depends on a time zone of the
 * driver's, the server's or this machine's.
 *
 * @param columns what the rows hold, in the order of the statement's
 * @param sources the views that the answer is computed from
 * @param parameters numbers and strings, for the statement's question marks
 */
record Select(List<Column> columns, List<String> sources, String sql, List<Object> parameters) {
    /** A condition on a column that must be one of the values; true where there are none. */
    static String isOneOf(String column, List<String> values) {
        return values.isEmpty()
                ? "1"
                : column + " IN (" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")";
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i) instanceof Long number) {
                statement.setLong(i + 1, number);
            } else {
                statement.setString(i + 1, (String) parameters.get(i));
            }
        }
    }

    List<Object> row(ResultSet rows) throws SQLException {
        List<Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            values.add(
                    switch (columns.get(i).kind()) {
                        case DATE -> LocalDate.ofEpochDay(rows.getLong(i + 1));
                        case INSTANT -> Instant.ofEpochSecond(rows.getLong(i + 1));
                        case TEXT -> rows.getString(i + 1);
                        case COUNT -> rows.getLong(i + 1);
                    });
        }
        return values;
    }
}
