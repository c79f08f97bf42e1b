// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.event.Event;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.metric.Groups;
import dev.weir.job.past.Past;
import dev.weir.job.past.PastEvents;
import dev.weir.job.time.EpochDay;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads past events from the table of raw events, in the order of its sorting key.
 *
 * <p>The table may contain a row more than once. Equal rows have equal keys, so they come one after the other.
 */
public final class ClickHousePastEvents implements PastEvents {
    private static final int ROWS = 5_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final String SELECT = """
            SELECT
                toUnixTimestamp(toStartOfHour(timestamp)) AS hour, type, user_id, event_id,
                toUnixTimestamp64Milli(received_at) AS received_millis, toUnixTimestamp64Milli(timestamp) AS millis,
                video_id, session_id, value, properties_json, partition, offset
            FROM weir.events_store
            WHERE toStartOfHour(timestamp) >= toDateTime(?, 'UTC') AND toStartOfHour(timestamp) < toDateTime(?, 'UTC')
                AND (%s) AND (%s)
            ORDER BY toStartOfHour(timestamp), type, user_id, event_id, received_at
            LIMIT ?
            SETTINGS optimize_read_in_order = 1, max_threads = 1""";

    /** Written out, because the server finds the place in the index only with comparisons of single columns. */
    private static final String AFTER = """
            toStartOfHour(timestamp) > toDateTime(?, 'UTC') OR (toStartOfHour(timestamp) = toDateTime(?, 'UTC') AND (
                type > ? OR (type = ? AND (
                    user_id > ? OR (user_id = ? AND (
                        event_id > ? OR (event_id = ? AND toUnixTimestamp64Milli(received_at) > ?)))))))""";

    private static final String EVERYTHING = "1";

    private final ClickHouseEndpoint endpoint;
    private @Nullable Connection connection;

    private ClickHousePastEvents(ClickHouseEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    public static PastEvents.Factory factory(ClickHouseEndpoint endpoint) {
        return () -> new ClickHousePastEvents(endpoint);
    }

    /** The past of a stream that begins at these offsets. */
    public static Past pastBefore(ClickHouseEndpoint endpoint, Map<Integer, Long> offsets) throws IOException {
        String select = "SELECT count(), toInt64(toDate(min(timestamp))), toInt64(toDate(max(timestamp))),"
                + " toUnixTimestamp64Milli(min(received_at)) FROM weir.events_store WHERE " + isBefore(offsets);
        try (Connection connection = connect(endpoint);
                PreparedStatement statement = connection.prepareStatement(select);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1) == 0 ? Past.NONE : new Past(offsets, row.getInt(2), row.getInt(3), row.getLong(4));
        } catch (SQLException failed) {
            throw failed(endpoint, failed);
        }
    }

    @Override
    public Chunk read(Past past, int day, Optional<String> after) throws IOException {
        try {
            if (connection == null || !connection.isValid(1)) {
                connection = connect(endpoint);
            }
            return read(connection, past, day, after.map(Groups::decode));
        } catch (SQLException failed) {
            throw failed(endpoint, failed);
        }
    }

    private static Chunk read(Connection connection, Past past, int day, Optional<List<String>> after)
            throws SQLException {
        String sql =
                String.format(Locale.ROOT, SELECT, isBefore(past.before()), after.isPresent() ? AFTER : EVERYTHING);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            statement.setLong(parameter++, TimeUnit.MILLISECONDS.toSeconds(EpochDay.start(day)));
            statement.setLong(parameter++, TimeUnit.MILLISECONDS.toSeconds(EpochDay.start(day + 1)));
            if (after.isPresent()) {
                List<String> key = after.get();
                statement.setLong(parameter++, Long.parseLong(key.get(0)));
                statement.setLong(parameter++, Long.parseLong(key.get(0)));
                for (String text : key.subList(1, 4)) {
                    statement.setString(parameter++, text);
                    statement.setString(parameter++, text);
                }
                statement.setLong(parameter++, Long.parseLong(key.get(4)));
            }
            statement.setInt(parameter, ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                return chunk(rows);
            }
        }
    }

    private static Chunk chunk(ResultSet rows) throws SQLException {
        List<ReceivedEvent> events = new ArrayList<>();
        String last = "";
        int read = 0;
        while (rows.next()) {
            read++;
            String key = Groups.encode(
                    rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5));
            if (!key.equals(last)) {
                events.add(event(rows));
                last = key;
            }
        }
        return new Chunk(events, read < ROWS ? Optional.empty() : Optional.of(last));
    }

    private static ReceivedEvent event(ResultSet rows) throws SQLException {
        double number = rows.getDouble("value");
        Double value = rows.wasNull() ? null : (Double) number;
        Event event = new Event(
                rows.getString("event_id"),
                false,
                rows.getString("type"),
                rows.getLong("millis"),
                rows.getString("user_id"),
                nullIfEmpty(rows.getString("video_id")),
                nullIfEmpty(rows.getString("session_id")),
                value,
                nullIfEmpty(rows.getString("properties_json")));
        return new ReceivedEvent(
                rows.getInt("partition"), rows.getLong("offset"), rows.getLong("received_millis"), event);
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String isBefore(Map<Integer, Long> offsets) {
        return offsets.isEmpty()
                ? "0"
                : offsets.entrySet().stream()
                        .map(offset -> String.format(
                                Locale.ROOT,
                                "(partition = %d AND offset < %d)",
                                offset.getKey(),
                                Math.max(0, offset.getValue())))
                        .collect(Collectors.joining(" OR "));
    }

    private static Connection connect(ClickHouseEndpoint endpoint) throws SQLException {
        return DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties(TIMEOUT));
    }

    private static IOException failed(ClickHouseEndpoint endpoint, SQLException failed) {
        return new IOException(
                "Past events could not be read from ClickHouse at " + endpoint.url() + ": " + failed.getMessage(),
                failed);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException ignored) {
            // The connection was only read from.
        }
    }
}
