// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A statement with its parameters and the columns of its rows.
 *
 * <p>Days are passed as days since 1970 and instants as seconds, in both directions. So the time zones of the driver,
 * the server and this machine do not matter.
 *
 * @param columns the columns of the rows, in the order of the statement
 * @param sources the views that the rows are computed from
 * @param parameters numbers and strings, for the statement's placeholders
 */
record Select(List<Column> columns, List<String> sources, String sql, List<Object> parameters) {
    /** A condition that a column has one of the values; always true if there are no values. */
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
                        case DECIMAL -> plain(rows.getBigDecimal(i + 1));
                        case BUCKETS -> counts(rows.getArray(i + 1));
                    });
        }
        return values;
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    private static List<Long> counts(Array array) throws SQLException {
        return Arrays.stream((Object[]) array.getArray())
                .map(count -> ((Number) count).longValue())
                .toList();
    }
}
