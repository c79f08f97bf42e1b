// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.job.settings.Measuring;
import dev.weir.metric.MetricDefinition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of the metric definitions that the job measures events by. */
public final class MeasuredDefinitions {
    private static final String INSERT = """
            INSERT INTO weir.metric_definitions_store
            (definition, metric, shape, since, past_since, past_first_day, past_last_day, declared_at) VALUES
            (?, ?, ?, fromUnixTimestamp64Milli(?), fromUnixTimestamp64Milli(?), ?, ?, fromUnixTimestamp64Milli(?))""";

    /**
     * The tables are as fresh as the last job left them. A definition that is already noted as replaced keeps its
     * freshness: what the job has measured since then has nothing to do with it.
     */
    private static final String NOTE_REPLACED = """
            INSERT INTO weir.metric_replaced_store (definition, as_of, noted_at)
            SELECT
                definition,
                (
                    SELECT greatest(min(as_of), fromUnixTimestamp64Milli(1, 'UTC'))
                    FROM weir.freshness
                    WHERE table_name IN ('metric_values', 'metric_members')
                ),
                fromUnixTimestamp64Milli(%d, 'UTC')
            FROM weir.metric_definitions
            WHERE replaced_as_of = toDateTime64(0, 3, 'UTC') AND NOT has([%s]::Array(UInt64), definition)""";

    private MeasuredDefinitions() {}

    /**
     * Writes a row for each definition, and one for each earlier definition that is not among them. The job is not
     * running yet.
     *
     * @param measuring which events are measured by each definition, by its id
     */
    public static void declare(
            ClickHouseEndpoint endpoint,
            List<MetricDefinition> definitions,
            Map<Long, Measuring> measuring,
            Instant now)
            throws IOException {
        String ids = definitions.stream()
                .map(definition -> Long.toString(definition.id()))
                .collect(Collectors.joining(", "));
        try (Connection connection = SelectNumber.connect(endpoint);
                Statement note = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            note.execute(String.format(Locale.ROOT, NOTE_REPLACED, now.toEpochMilli(), ids));
            for (MetricDefinition definition : definitions) {
                insert.setLong(1, definition.id());
                insert.setString(2, definition.name());
                Measuring events = measuring.getOrDefault(definition.id(), Measuring.EVERYTHING);
                insert.setString(3, definition.shape());
                insert.setLong(4, events.since());
                insert.setLong(5, events.past().receivedFrom());
                insert.setInt(6, events.past().firstDay());
                insert.setInt(7, events.past().lastDay());
                insert.setLong(8, now.toEpochMilli());
                insert.addBatch();
            }
            if (!definitions.isEmpty()) {
                insert.executeBatch();
            }
        } catch (SQLException failed) {
            throw new IOException(
                    "ClickHouse at " + endpoint.url() + " did not take the metric definitions: " + failed.getMessage(),
                    failed);
        }
    }
}
