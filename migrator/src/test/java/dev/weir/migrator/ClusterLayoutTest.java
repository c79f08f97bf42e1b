// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterLayoutTest {
    private static final Layout CLUSTER = new ClusterLayout("two-shards");
    private static final Pattern STORED = Pattern.compile("CREATE TABLE IF NOT EXISTS weir\\.(\\w+)\n");
    private static final Pattern SORTING_KEY = Pattern.compile("\nORDER BY ([^\n]+)\n");

    @Test
    void oneNodeGetsTheStatementsOfTheMigrations() {
        assertThat(Migration.all()).allSatisfy(migration -> assertThat(migration.statements(new Layout.OneNode()))
                .isEqualTo(SqlScript.statements(migration.sql())));
        assertThat(new Layout.OneNode().ownTables()).isEmpty();
        assertThat(new Layout.OneNode().tableWithRows("events_store")).isEqualTo("events_store");
    }

    @Test
    void aTableIsReplicatedOnEveryShardAndDistributedOverThem() {
        assertThat(CLUSTER.statements("""
                -- Why; not what.
                CREATE TABLE IF NOT EXISTS weir.video_views_daily_store
                (
                    day Date COMMENT 'ENGINE = None; -- (day)',
                    video_id String
                )
                ENGINE = ReplacingMergeTree(version)
                PARTITION BY toYYYYMM(day)
                ORDER BY (day, video_id)
                SETTINGS index_granularity = 1024
                COMMENT 'Views'""")).containsExactly("""
                CREATE TABLE IF NOT EXISTS weir.video_views_daily_store_local ON CLUSTER 'two-shards'
                (
                    day Date COMMENT 'ENGINE = None; -- (day)',
                    video_id String
                )
                ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/weir/video_views_daily_store', '{replica}', version)
                PARTITION BY toYYYYMM(day)
                ORDER BY (day, video_id)
                SETTINGS index_granularity = 1024
                COMMENT 'Views'""", """
                CREATE TABLE IF NOT EXISTS weir.video_views_daily_store ON CLUSTER 'two-shards'
                AS weir.video_views_daily_store_local
                ENGINE = Distributed('two-shards', 'weir', 'video_views_daily_store_local', cityHash64(video_id))
                COMMENT 'Views'""");
    }

    @Test
    void aViewIsOnEveryNodeAndReadsTheRightSideOfAJoinOnce() {
        assertThat(CLUSTER.statements("""
                CREATE OR REPLACE VIEW weir.a
                (
                    day Date COMMENT 'JOIN us FROM 9 IN (SELECT'
                )
                AS SELECT day
                FROM weir.a_store FINAL
                LEFT JOIN
                (
                    SELECT day FROM weir.b_store
                ) AS b
                    ON b.day = a.day
                COMMENT 'LEFT JOIN'""")).containsExactly("""
                CREATE OR REPLACE VIEW weir.a ON CLUSTER 'two-shards'
                (
                    day Date COMMENT 'JOIN us FROM 9 IN (SELECT'
                )
                AS SELECT day
                FROM weir.a_store FINAL
                GLOBAL LEFT JOIN
                (
                    SELECT day FROM weir.b_store
                ) AS b
                    ON b.day = a.day
                COMMENT 'LEFT JOIN'""");
    }

    @Test
    void aColumnIsInTheDistributedTableOnlyWhileItIsInTheOthers() {
        assertThat(CLUSTER.statements(
                        "ALTER TABLE weir.events_store ADD COLUMN IF NOT EXISTS\n    a UInt8 COMMENT 'b, c'"))
                .containsExactly(
                        "ALTER TABLE weir.events_store_local ON CLUSTER 'two-shards' ADD COLUMN IF NOT EXISTS\n    a UInt8 COMMENT 'b, c'",
                        "ALTER TABLE weir.events_store ON CLUSTER 'two-shards' ADD COLUMN IF NOT EXISTS\n    a UInt8 COMMENT 'b, c'");
        assertThat(CLUSTER.statements("ALTER TABLE weir.events_store DROP COLUMN IF EXISTS a"))
                .containsExactly(
                        "ALTER TABLE weir.events_store ON CLUSTER 'two-shards' DROP COLUMN IF EXISTS a",
                        "ALTER TABLE weir.events_store_local ON CLUSTER 'two-shards' DROP COLUMN IF EXISTS a");
    }

    @Test
    void onlyTheTablesWithRowsHaveIndexesAndLifetimes() {
        assertThat(CLUSTER.statements("ALTER TABLE weir.events_store MODIFY TTL a + toIntervalDay(1)"))
                .containsExactly(
                        "ALTER TABLE weir.events_store_local ON CLUSTER 'two-shards' MODIFY TTL a + toIntervalDay(1)");
        assertThat(CLUSTER.statements("ALTER TABLE weir.events_store REMOVE TTL"))
                .containsExactly("ALTER TABLE weir.events_store_local ON CLUSTER 'two-shards' REMOVE TTL");
        assertThat(CLUSTER.statements("ALTER TABLE weir.events_store ADD INDEX IF NOT EXISTS i a TYPE minmax"))
                .containsExactly(
                        "ALTER TABLE weir.events_store_local ON CLUSTER 'two-shards' ADD INDEX IF NOT EXISTS i a TYPE minmax");
    }

    @Test
    void rowsAreDeletedOnEveryReplica() {
        assertThat(
                        CLUSTER.statements(
                                "ALTER TABLE weir.metric_values_store DELETE WHERE definition IN (1, 2) SETTINGS mutations_sync = 1"))
                .containsExactly(
                        "ALTER TABLE weir.metric_values_store_local ON CLUSTER 'two-shards' DELETE WHERE definition IN (1, 2)"
                                + " SETTINGS mutations_sync = 2, distributed_ddl_task_timeout = 3500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO weir.events_store SELECT 1",
                "OPTIMIZE TABLE weir.events_store",
                "TRUNCATE TABLE weir.events_store",
                "CREATE DATABASE IF NOT EXISTS other",
                "CREATE TABLE IF NOT EXISTS weir.new_store\n(\n    a Int8\n)\nENGINE = ReplacingMergeTree\nORDER BY a\nCOMMENT 'c'",
                "CREATE TABLE IF NOT EXISTS weir.events_store\n(\n    a Int8\n)\nENGINE = MergeTree\nORDER BY a\nCOMMENT 'c'",
                "CREATE TABLE IF NOT EXISTS weir.events_store\n(\n    a Int8\n)\nENGINE = ReplacingMergeTree\nORDER BY a\nTTL a\nCOMMENT 'c'",
                "CREATE TABLE weir.events_store\n(\n    a Int8\n)\nENGINE = ReplacingMergeTree\nORDER BY a\nCOMMENT 'c'",
                "CREATE MATERIALIZED VIEW weir.a\n(\n    a Int8\n)\nAS SELECT 1",
                "CREATE OR REPLACE VIEW weir.a\n(\n    a Int8\n)\nAS SELECT a\nFROM system.parts",
                "CREATE OR REPLACE VIEW weir.a\n(\n    a Int8\n)\nAS SELECT a\nFROM weir.b INNER JOIN weir.c USING a",
                "CREATE OR REPLACE VIEW weir.a\n(\n    a Int8\n)\nAS SELECT a\nFROM weir.b WHERE a IN (SELECT a FROM weir.c)",
                "ALTER TABLE weir.events_store MODIFY COLUMN a Int8",
                "ALTER TABLE weir.events_store UPDATE a = 1 WHERE 1",
                "ALTER TABLE weir.events_store DELETE WHERE 1",
                "ALTER TABLE weir.events_store ADD COLUMN IF NOT EXISTS a Int8, ADD INDEX IF NOT EXISTS i a TYPE minmax",
                "ALTER TABLE weir.unknown_store REMOVE TTL",
                "DROP TABLE weir.events_store"
            })
    void refusesUnknownStatements(String statement) {
        assertThatThrownBy(() -> CLUSTER.statements(statement)).isInstanceOf(MigrationException.class);
    }

    @Test
    void everyMigrationCanBeRunOnACluster() {
        assertThat(Migration.all())
                .flatExtracting(migration -> migration.statements(CLUSTER))
                .allSatisfy(sql -> assertThat(sql).contains(" ON CLUSTER 'two-shards'"));
    }

    /** Otherwise the versions of a row could be on different shards, and each would count. */
    @Test
    void theShardOfARowDependsOnItsSortingKeyAlone() {
        Map<String, Boolean> tables = new TreeMap<>();
        for (Migration migration : Migration.all()) {
            for (String statement : migration.statements()) {
                Matcher table = STORED.matcher(statement);
                if (table.find()) {
                    Matcher key = SORTING_KEY.matcher(statement);
                    assertThat(key.find()).isTrue();
                    Optional<String> shardingKey = ShardingKeys.of(table.group(1));
                    assertThat(shardingKey).as(table.group(1)).isPresent();
                    List<String> columns = Pattern.compile("[a-z_]\\w*(?![\\w(])")
                            .matcher(shardingKey.orElseThrow())
                            .results()
                            .map(found -> found.group())
                            .toList();
                    assertThat(columns).as(table.group(1)).allSatisfy(column -> assertThat(key.group(1))
                            .containsPattern("\\b" + column + "\\b"));
                    tables.put(table.group(1), true);
                }
            }
        }
        assertThat(tables).hasSize(17);
    }

    @Test
    void aDatabaseKeepsItsLayout() {
        SchemaHistory.refuseOtherLayout(CLUSTER, "Distributed");
        SchemaHistory.refuseOtherLayout(new Layout.OneNode(), "ReplacingMergeTree");
        assertThatThrownBy(() -> SchemaHistory.refuseOtherLayout(CLUSTER, "ReplacingMergeTree"))
                .hasMessageContaining("was made for one node");
        assertThatThrownBy(() -> SchemaHistory.refuseOtherLayout(new Layout.OneNode(), "Distributed"))
                .hasMessageContaining("set WEIR_CLICKHOUSE_CLUSTER");
    }
}
