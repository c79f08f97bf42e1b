// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schema on a cluster with shards and replicas.
 *
 * <p>The rows of {@code weir.x_store} are in {@code weir.x_store_local}, a replicated table on every node. {@code
 * weir.x_store} itself is a distributed table over those, and what programs and views use. This class understands only
 * the forms of statements that migrations have, and refuses every other one: a statement that ran on one node alone
 * would make the nodes differ.
 *
 * @param cluster the name of the cluster in {@code remote_servers}
 */
record ClusterLayout(String cluster) implements Layout {
    static final String ENGINE = "Distributed";

    private static final String LOCAL = "_local";

    private static final Pattern LEADING_COMMENTS = Pattern.compile("\\A(\\s*--[^\\n]*\\n)*\\s*");

    private static final Pattern CREATE_DATABASE = Pattern.compile("CREATE DATABASE IF NOT EXISTS weir");

    private static final Pattern CREATE_TABLE = Pattern.compile("""
            CREATE TABLE IF NOT EXISTS weir\\.(?<table>\\w+)
            (?<columns>\\(
            .*
            \\))
            ENGINE = (?<engine>ReplacingMergeTree|AggregatingMergeTree)(\\((?<version>\\w+)\\))?
            (?<clauses>(PARTITION BY [^\\n]+\\n)?(PRIMARY KEY [^\\n]+\\n)?ORDER BY [^\\n]+
            (SETTINGS index_granularity = \\d+\\n)?)COMMENT (?<comment>'[^']*')""", Pattern.DOTALL);

    private static final Pattern CREATE_VIEW = Pattern.compile(
            "(?<create>CREATE OR REPLACE VIEW weir\\.\\w+)\n(?<columns>\\(\n.*?\n\\))\n(?<select>AS SELECT\\s.*)",
            Pattern.DOTALL);

    private static final Pattern DROP_VIEW = Pattern.compile("DROP VIEW IF EXISTS weir\\.\\w+");

    private static final Pattern ALTER_TABLE =
            Pattern.compile("ALTER TABLE weir\\.(?<table>\\w+)\\s(?<action>.*)", Pattern.DOTALL);

    private static final Pattern ADDS_COLUMN =
            Pattern.compile("(ADD COLUMN IF NOT EXISTS|COMMENT COLUMN)\\s[^;]*", Pattern.DOTALL);

    private static final Pattern DROPS_COLUMN = Pattern.compile("DROP COLUMN IF EXISTS \\w+");

    private static final Pattern CHANGES_STORAGE =
            Pattern.compile("(ADD INDEX IF NOT EXISTS|MODIFY TTL)\\s[^;]*|REMOVE TTL", Pattern.DOTALL);

    private static final Pattern DELETES_ROWS =
            Pattern.compile("(?<delete>DELETE WHERE [^;]*) SETTINGS mutations_sync = 1", Pattern.DOTALL);

    /** Waits for every replica, and as long as the client of a deletion does. */
    private static final String DELETE_EVERYWHERE = " SETTINGS mutations_sync = 2, distributed_ddl_task_timeout = 3500";

    private static final Pattern JOIN = Pattern.compile("\\bJOIN\\b");

    /** The only form of a join in the views. The right side is the same for all shards, so it is computed once. */
    private static final Pattern LEFT_JOIN = Pattern.compile("(?<=\n)LEFT JOIN(?=\n\\(\n)");

    private static final Pattern SOURCE = Pattern.compile("\\bFROM\\s+(?!weir\\.\\w|\\(\n)");
    private static final Pattern IN_SUBQUERY = Pattern.compile("\\bIN\\s*\\(\\s*SELECT\\b|\\bGLOBAL\\b|\\bUNION\\b");

    /** The gateway finds out from it which months have changed since it last compared them with the ledger. */
    private static final String PARTS = """
            CREATE TABLE IF NOT EXISTS weir.stored_parts%s
            (
                database String COMMENT 'Database of the table',
                table String COMMENT 'Table that has the part',
                partition String COMMENT 'Partition of the part',
                name String COMMENT 'Name of the part',
                hash_of_all_files String COMMENT 'Hash of the files of the part',
                active UInt8 COMMENT 'Whether the part is in use'
            )
            ENGINE = Distributed('%s', 'system', 'parts')
            COMMENT 'Parts of the tables on one replica of each shard'""";

    @Override
    public List<String> ownTables() {
        return List.of(String.format(Locale.ROOT, PARTS, onCluster(), cluster));
    }

    @Override
    public String tableWithRows(String table) {
        return table + LOCAL;
    }

    @Override
    public boolean isEngine(String engine) {
        return engine.equals(ENGINE);
    }

    @Override
    public List<String> statements(String sql) {
        Matcher comments = LEADING_COMMENTS.matcher(sql);
        String statement = comments.find() ? sql.substring(comments.end()) : sql;
        // Of the same length, so that what is found there can be taken from the statement.
        String masked = SqlScript.withoutTexts(statement);

        if (CREATE_DATABASE.matcher(masked).matches()
                || DROP_VIEW.matcher(masked).matches()) {
            return List.of(statement + onCluster());
        }
        Matcher table = CREATE_TABLE.matcher(masked);
        if (table.matches()) {
            return createTable(statement, table);
        }
        Matcher view = CREATE_VIEW.matcher(masked);
        if (view.matches()) {
            return List.of(createView(statement, view));
        }
        Matcher alter = ALTER_TABLE.matcher(masked);
        if (alter.matches()) {
            return alterTable(statement, alter);
        }
        throw notUnderstood(statement);
    }

    private List<String> createTable(String statement, Matcher found) {
        String table = found.group("table");
        String version = found.group("version");
        String path = "'/clickhouse/tables/{shard}/weir/" + table + "', '{replica}'";
        String local = "CREATE TABLE IF NOT EXISTS weir." + tableWithRows(table) + onCluster() + "\n"
                + in(statement, found, "columns") + "\nENGINE = Replicated" + found.group("engine") + "(" + path
                + (version == null ? "" : ", " + version) + ")\n" + in(statement, found, "clauses") + "COMMENT "
                + in(statement, found, "comment");
        String distributed = "CREATE TABLE IF NOT EXISTS weir." + table + onCluster() + "\nAS weir."
                + tableWithRows(table) + "\nENGINE = " + ENGINE + "('" + cluster + "', 'weir', '"
                + tableWithRows(table) + "', " + shardingKey(table) + ")\nCOMMENT " + in(statement, found, "comment");
        return List.of(local, distributed);
    }

    private String createView(String statement, Matcher found) {
        String select = in(statement, found, "select");
        String masked = found.group("select");
        if (SOURCE.matcher(masked).find() || IN_SUBQUERY.matcher(masked).find()) {
            throw notUnderstood(statement);
        }
        List<Integer> joins = new ArrayList<>();
        Matcher join = LEFT_JOIN.matcher(masked);
        while (join.find()) {
            joins.add(join.start());
        }
        if (joins.size() != JOIN.matcher(masked).results().count()) {
            throw notUnderstood(statement);
        }
        StringBuilder global = new StringBuilder(select);
        for (int i = joins.size() - 1; i >= 0; i--) {
            global.insert(joins.get(i), "GLOBAL ");
        }
        return found.group("create") + onCluster() + "\n" + in(statement, found, "columns") + "\n" + global;
    }

    private List<String> alterTable(String statement, Matcher found) {
        String table = found.group("table");
        shardingKey(table);
        String masked = found.group("action");
        String action = in(statement, found, "action");
        String distributed = "ALTER TABLE weir." + table + onCluster() + " ";
        String local = "ALTER TABLE weir." + tableWithRows(table) + onCluster() + " ";
        if (hasSeveralActions(masked)) {
            throw notUnderstood(statement);
        }
        // Programs may use the tables meanwhile: the distributed table never has a column that the others lack.
        if (ADDS_COLUMN.matcher(masked).matches()) {
            return List.of(local + action, distributed + action);
        }
        if (DROPS_COLUMN.matcher(masked).matches()) {
            return List.of(distributed + action, local + action);
        }
        if (CHANGES_STORAGE.matcher(masked).matches()) {
            return List.of(local + action);
        }
        Matcher deletes = DELETES_ROWS.matcher(masked);
        if (deletes.matches()) {
            return List.of(local + action.substring(0, deletes.end("delete")) + DELETE_EVERYWHERE);
        }
        throw notUnderstood(statement);
    }

    private static boolean hasSeveralActions(String masked) {
        int depth = 0;
        for (int i = 0; i < masked.length(); i++) {
            char c = masked.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                return true;
            }
        }
        return false;
    }

    private String onCluster() {
        return " ON CLUSTER '" + cluster + "'";
    }

    private static String shardingKey(String table) {
        return ShardingKeys.of(table)
                .orElseThrow(() -> new MigrationException(
                        "The table weir." + table + " has no sharding key: it has to be added to ShardingKeys.", null));
    }

    private static String in(String statement, Matcher found, String group) {
        return statement.substring(found.start(group), found.end(group));
    }

    private static MigrationException notUnderstood(String statement) {
        return new MigrationException(
                "This statement cannot be run on a cluster, because its form is not known to ClusterLayout:\n"
                        + statement,
                null);
    }
}
