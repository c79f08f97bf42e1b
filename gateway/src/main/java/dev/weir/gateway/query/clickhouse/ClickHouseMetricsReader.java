// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.query.HistogramQuantiles;
import dev.weir.gateway.query.MetricsAnswer;
import dev.weir.gateway.query.MetricsQuery;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.NotMeasuredException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries on ClickHouse.
 *
 * <p>Most statements select the final rows of the tables behind the views instead of the views. Expanding a view costs
 * ClickHouse one of the few milliseconds that a query takes.
 */
public final class ClickHouseMetricsReader implements MetricsReader {
    /**
     * One thread per query: most queries take a few milliseconds, and splitting many at a time over threads costs more
     * than it gains. Rows with the same sorting key are always in the same partition, so FINAL can treat each partition
     * by itself.
     */
    private static final String SETTINGS = """

            SETTINGS max_threads = 1, do_not_merge_across_partitions_select_final = 1""";

    private final ClickHousePool pool;
    private final SharedReading<ViewFreshness> freshness = new SharedReading<>(System::nanoTime);
    private final SharedReading<DefinitionVersions> definitions = new SharedReading<>(System::nanoTime);

    public ClickHouseMetricsReader(ClickHousePool pool) {
        this.pool = pool;
    }

    @Override
    public MetricsAnswer read(MetricsQuery query) throws ClickHouseUnavailableException, NotMeasuredException {
        return pool.call(connection -> query instanceof MetricsQuery.Defined defined
                        ? readDefined(connection, defined)
                        : Optional.of(read(connection, query)))
                .orElseThrow(() -> new NotMeasuredException(query.metric()));
    }

    /** Empty if the job has not begun to measure the metric. */
    private Optional<MetricsAnswer> readDefined(Connection connection, MetricsQuery.Defined query) throws SQLException {
        Optional<DefinitionVersions.Version> version =
                definitions.read(() -> SelectDefinitions.of(connection)).toRead(query);
        return version.isEmpty() ? Optional.empty() : Optional.of(read(connection, query, version.get()));
    }

    private MetricsAnswer read(Connection connection, MetricsQuery.Defined query, DefinitionVersions.Version version)
            throws SQLException {
        ViewFreshness fresh = freshness.read(() -> SelectFreshness.of(connection));
        MetricsAnswer answer = read(connection, query, SelectDefined.of(query, version.definition()), fresh);
        return HistogramQuantiles.addedTo(answer)
                .ofVersion(
                        version.definition() == query.definition().id()
                                ? MetricsAnswer.Version.CURRENT
                                : MetricsAnswer.Version.PREVIOUS,
                        unlessEpoch(version.since()),
                        unlessEpoch(version.replacedAsOf()));
    }

    private static @Nullable Instant unlessEpoch(Instant instant) {
        return instant.equals(Instant.EPOCH) ? null : instant;
    }

    private MetricsAnswer read(Connection connection, MetricsQuery query) throws SQLException {
        // Read the freshness before the rows, so that the rows include everything that it promises.
        ViewFreshness fresh = freshness.read(() -> SelectFreshness.of(connection));
        return read(connection, query, query.match(new Selects(fresh)), fresh);
    }

    private static MetricsAnswer read(Connection connection, MetricsQuery query, Select select, ViewFreshness fresh)
            throws SQLException {
        return MetricsAnswer.of(
                select.columns(), rows(connection, select), query.limit(), fresh.ofLeast(select.sources()));
    }

    /** The statement for each type of query. */
    private record Selects(ViewFreshness fresh) implements MetricsQuery.Cases<Select> {
        @Override
        public Select views(MetricsQuery.Views query) {
            return SelectViews.of(query, fresh);
        }

        @Override
        public Select activeUsers(MetricsQuery.ActiveUsers query) {
            return SelectActiveUsers.of(query);
        }

        @Override
        public Select rollingViews(MetricsQuery.RollingViews query) {
            return SelectRollingViews.of(query);
        }

        @Override
        public Select events(MetricsQuery.Events query) {
            return SelectEvents.of(query);
        }

        @Override
        public Select defined(MetricsQuery.Defined query) {
            return SelectDefined.of(query, query.definition().id());
        }

        @Override
        public Select measured(MetricsQuery.Measured query) {
            return SelectMeasured.of(query);
        }
    }

    private static List<List<Object>> rows(Connection connection, Select select) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select.sql() + SETTINGS)) {
            select.bind(statement);
            List<List<Object>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(select.row(result));
                }
            }
            return rows;
        }
    }
}
