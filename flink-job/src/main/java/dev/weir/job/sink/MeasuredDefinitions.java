// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
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
    private static final String INSERT =
            "INSERT INTO weir.metric_definitions_store (definition, metric, since, declared_at) VALUES (?, ?,"
                    + " fromUnixTimestamp64Milli(?), fromUnixTimestamp64Milli(?))";

    private MeasuredDefinitions() {}

    /**
     * Writes a row for each definition.
     *
     * @param since by the id of the definition, as in {@link dev.weir.job.settings.CountingSettings#measuredSince}
     */
    public static void declare(
            ClickHouseEndpoint endpoint, List<MetricDefinition> definitions, Map<Long, Long> since, Instant now)
            throws IOException {
        if (definitions.isEmpty()) {
            return;
        }
        try (Connection connection = SelectNumber.connect(endpoint);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (MetricDefinition definition : definitions) {
                insert.setLong(1, definition.id());
                insert.setString(2, definition.name());
                insert.setLong(3, since.getOrDefault(definition.id(), 0L));
                insert.setLong(4, now.toEpochMilli());
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
