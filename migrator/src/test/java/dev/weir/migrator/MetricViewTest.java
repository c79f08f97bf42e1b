// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricDefinitions;
import org.junit.jupiter.api.Test;

class MetricViewTest {
    @Test
    void createsTheView() {
        MetricDefinition revenue = definition("""
                name: revenue
                description: It's money
                type: [purchase, 'shop.*']
                where: {properties.test: [false, null]}
                aggregate: sum
                of: properties."a\\\\b"
                by: [properties.plan, video_id]
                """);

        assertThat(new MetricView(revenue).createStatement()).isEqualTo("""
                CREATE OR REPLACE VIEW weir.metric_revenue
                (
                    `interval` Enum8('minute' = 1, 'hour' = 2, 'day' = 3) COMMENT 'Length of the interval. Filter by one of them, because each event is in all three',
                    `start` DateTime('UTC') COMMENT 'Begin of the interval in UTC, by the timestamp of the event',
                    `plan` String COMMENT 'properties.plan of the event; empty where it has none',
                    `video_id` String COMMENT 'video_id of the event; empty where it has none',
                    `value` Decimal(76, 20) COMMENT 'Sum of properties."a\\\\\\\\b"; exact',
                    `events` UInt64 COMMENT 'Events measured, each counted once; an exact count'
                )
                AS SELECT stored.interval AS `interval`, stored.start AS `start`, stored.group_1 AS `plan`, stored.group_2 AS `video_id`, stored.sum AS `value`, stored.events AS `events`
                FROM weir.metric_values_store AS stored FINAL
                WHERE stored.definition = (
                    SELECT coalesce(nullIf(argMaxIf(definition, (definition = ID, declared_at), whole), 0), ID)
                    FROM weir.metric_definitions
                    WHERE metric = 'revenue' AND shape = 'sum [properties.plan, video_id] []'
                )
                SETTINGS do_not_merge_across_partitions_select_final = 1
                COMMENT 'Defined in WEIR_METRICS_FILE: It\\'s money. Sum of properties."a\\\\\\\\b" by properties.plan, video_id, from events of the type purchase or shop.* where properties.test is false or absent: exact, deduplicated, corrected by late events. Filter by interval. An interval without events has no row. Groups beyond the limit of a day are counted together as __other__. Id of the definition: ID'""".replace("ID", Long.toString(revenue.id())));
    }

    @Test
    void readsTheColumnsOfEachAggregate() {
        assertThat(columns("aggregate: count")).contains("stored.events AS `value`\n");
        assertThat(columns("aggregate: min\nof: value")).contains("stored.min AS `value`, stored.events AS `events`\n");
        assertThat(columns("aggregate: max\nof: value")).contains("stored.max AS `value`, stored.events AS `events`\n");
        assertThat(columns("aggregate: last\nof: value"))
                .contains("stored.last AS `value`, stored.events AS `events`\n");
        assertThat(columns("aggregate: unique\nof: user_id"))
                .contains("stored.uniques AS `value`\n", "Do not add up rows: the same user_id counts in each.");
        assertThat(columns("aggregate: histogram\nof: value\nbuckets: [0.50, 1e3]"))
                .contains(
                        "stored.buckets AS `buckets`, stored.events AS `events`, stored.sum AS `sum`\n",
                        "Upper bounds, inclusive: 0.5, 1000; the last bucket has no bound");
    }

    @Test
    void truncatesLongListsInTheComment() {
        String values = "v".repeat(50) + ", ";
        String statement = columns("aggregate: count\nwhere: {properties.a: [" + values.repeat(100) + "]}");

        assertThat(statement).contains("vvv…: exact").hasSizeLessThan(2_000);
    }

    private static String columns(String yaml) {
        return new MetricView(definition("name: a\n" + yaml)).createStatement();
    }

    private static MetricDefinition definition(String yaml) {
        return MetricDefinitions.parse("metrics:\n- " + yaml.strip().replace("\n", "\n  "))
                .all()
                .get(0);
    }
}
