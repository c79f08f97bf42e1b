// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.job.settings.Measuring;
import dev.weir.metric.MetricDefinition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The table of the metric definitions that the job measures events by. */
public final class MeasuredDefinitions {
    private static final String INSERT = """
            INSERT INTO weir.metric_definitions_store
            (definition, metric, since, past_since, past_first_day, past_last_day, declared_at) VALUES
            (?, ?, fromUnixTimestamp64Milli(?), fromUnixTimestamp64Milli(?), ?, ?, fromUnixTimestamp64Milli(?))""";

    private MeasuredDefinitions() {}

    /**
     * Writes a row for each definition.
     *
     * @param measuring which events are measured by each definition, by its id
     */
    public static void declare(
            ClickHouseEndpoint endpoint,
            List<MetricDefinition> definitions,
            Map<Long, Measuring> measuring,
            Instant now)
            throws IOException {
        if (definitions.isEmpty()) {
            return;
        }
        try (Connection connection = SelectNumber.connect(endpoint);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (MetricDefinition definition : definitions) {
                insert.setLong(1, definition.id());
                insert.setString(2, definition.name());
                Measuring events = measuring.getOrDefault(definition.id(), Measuring.EVERYTHING);
                insert.setLong(3, events.since());
                insert.setLong(4, events.past().receivedFrom());
                insert.setInt(5, events.past().firstDay());
                insert.setInt(6, events.past().lastDay());
                insert.setLong(7, now.toEpochMilli());
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException failed) {
            throw new IOException(
                    "ClickHouse at " + endpoint.url() + " did not take the metric definitions: " + failed.getMessage(),
                    failed);
        }
    }
}
