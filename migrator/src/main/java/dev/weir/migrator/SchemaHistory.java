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

    private final Connection connection;

    private SchemaHistory(Connection connection) {
        this.connection = connection;
    }

    /** Creates the database and the table if they are missing. */
    static SchemaHistory in(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS weir");
            statement.execute(CREATE);
        }
        return new SchemaHistory(connection);
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
