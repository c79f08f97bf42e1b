// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of the applied migrations and their checksums. */
final class SchemaHistory {
    private static final String CREATE_DATABASE = "CREATE DATABASE IF NOT EXISTS weir";

    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS weir.schema_migrations
            (
                version UInt32 COMMENT 'Number of the migration; they are applied in its order',
                file_name String COMMENT 'File of the migration',
                checksum FixedString(64) COMMENT 'SHA-256 of the file as it was applied, in hexadecimal',
                applied_at DateTime64(3, 'UTC') COMMENT 'When it was applied, in UTC'
            )
            ENGINE = ReplacingMergeTree
            ORDER BY version
            COMMENT 'Migrations of this database that were applied; written by the migrator alone'""";

    private static final String SELECT_ENGINE =
            "SELECT engine FROM system.tables WHERE database = 'weir' AND name = 'schema_migrations'";

    private final Connection connection;

    private SchemaHistory(Connection connection) {
        this.connection = connection;
    }

    /**
     * Creates the database and the table if they are missing.
     *
     * @throws MigrationException if the database has another layout
     */
    static SchemaHistory in(Connection connection, Layout layout) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(SELECT_ENGINE)) {
                if (row.next()) {
                    refuseOtherLayout(layout, row.getString(1));
                }
            }
            for (String sql : createStatements(layout)) {
                statement.execute(sql);
            }
        }
        return new SchemaHistory(connection);
    }

    /** The statements that come before the first migration. */
    static List<String> createStatements(Layout layout) {
        List<String> statements = new ArrayList<>(layout.statements(CREATE_DATABASE));
        statements.addAll(layout.ownTables());
        statements.addAll(layout.statements(CREATE));
        return statements;
    }

    static void refuseOtherLayout(Layout layout, String engine) {
        if (!layout.isEngine(engine)) {
            throw new MigrationException(
                    layout instanceof ClusterLayout
                            ? "WEIR_CLICKHOUSE_CLUSTER is set, but the database weir was made for one node. Use an empty"
                                    + " cluster, and count the log again with a raised WEIR_JOB_EPOCH."
                            : "The database weir was made for a cluster: set WEIR_CLICKHOUSE_CLUSTER to its name.",
                    null);
        }
    }

    /**
     * The migrations that are still to be applied.
     *
     * @throws MigrationException if the applied migrations do not match the known ones
     */
    List<Migration> pending(List<Migration> known) throws SQLException {
        return pending(known, applied());
    }

    void add(Migration migration) throws SQLException {
        String insert = "INSERT INTO weir.schema_migrations (version, file_name, checksum, applied_at)"
                + " SELECT ?, ?, ?, now64(3)";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setInt(1, migration.version());
            statement.setString(2, migration.fileName());
            statement.setString(3, migration.checksum());
            statement.executeUpdate();
        }
    }

    static List<Migration> pending(List<Migration> known, Map<Integer, Applied> applied) {
        List<Migration> pending = new ArrayList<>();
        Map<Integer, Applied> unknown = new TreeMap<>(applied);
        for (Migration migration : known) {
            Applied before = unknown.remove(migration.version());
            if (before == null) {
                pending.add(migration);
            } else if (!before.checksum().equals(migration.checksum())) {
                throw new MigrationException(
                        "Migration " + migration.fileName() + " was applied to this database with another content ("
                                + before.fileName() + "): it must not be changed after it was applied.",
                        null);
            } else if (!pending.isEmpty()) {
                throw new MigrationException(
                        "Migration " + pending.get(0).fileName() + " was not applied to this database, but the later "
                                + migration.fileName() + " was.",
                        null);
            }
        }
        if (!unknown.isEmpty()) {
            throw new MigrationException(
                    "Migration " + unknown.values().iterator().next().fileName()
                            + " was applied to this database, and this version of Weir does not have it: is it older"
                            + " than the one that ran before?",
                    null);
        }
        return pending;
    }

    private Map<Integer, Applied> applied() throws SQLException {
        Map<Integer, Applied> applied = new TreeMap<>();
        String select = "SELECT version, file_name, checksum FROM weir.schema_migrations FINAL ORDER BY version";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            while (rows.next()) {
                applied.put(rows.getInt(1), new Applied(rows.getString(2), rows.getString(3)));
            }
        }
        return applied;
    }

    /** A migration as recorded in the database. */
    record Applied(String fileName, String checksum) {}
}
