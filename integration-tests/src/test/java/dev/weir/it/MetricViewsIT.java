// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.Retention;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricDefinitions;
import dev.weir.migrator.MigrationException;
import dev.weir.migrator.Migrator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks the views of metrics that users define, with the real engine. */
class MetricViewsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final MetricDefinitions ALL = MetricDefinitions.parse("""
            metrics:
              - {name: purchases, aggregate: count, type: purchase, by: [properties.definition, properties.version]}
              - {name: revenue, description: 'It''s "money" in \\; {a:String} ? -- no', aggregate: sum, of: value}
              - {name: lowest, aggregate: min, of: value}
              - {name: highest, aggregate: max, of: value}
              - {name: latest, aggregate: last, of: value}
              - {name: buyers, aggregate: unique, of: user_id, by: [value]}
              - {name: prices, aggregate: histogram, of: properties.price, buckets: [1, 10]}
            """);

    @RegisterExtension
    static final RunningClickHouse clickHouse = new RunningClickHouse();

    private final List<String> progress = new ArrayList<>();

    @AfterEach
    void dropWhatAMetricWasNotMadeFrom() {
        clickHouse.sql("DROP TABLE IF EXISTS weir.metric_mine", "TSV");
    }

    @Test
    void showsEachMetricAsItWasMeasured() {
        migrate(ALL);
        ALL.all().forEach(MetricViewsIT::insert);

        assertThat(rows("purchases"))
                .containsExactly("interval start definition version value", "day 2026-11-20 g1 g2 3");
        assertThat(rows("revenue")).containsExactly("interval start value events", "day 2026-11-20 0.3 3");
        assertThat(rows("lowest")).contains("day 2026-11-20 -1.5 3");
        assertThat(rows("highest")).contains("day 2026-11-20 99999999999999999999999999999999999999.5 3");
        assertThat(rows("latest")).contains("day 2026-11-20 7 3");
        assertThat(rows("buyers")).containsExactly("interval start value_2 value", "day 2026-11-20 g1 2");
        assertThat(rows("prices")).containsExactly("interval start buckets events sum", "day 2026-11-20 [1,0,2] 3 0.3");
        assertThat(clickHouse.sql("SELECT comment FROM system.tables WHERE name = 'metric_revenue'", "TSVRaw"))
                .startsWith(
                        "Defined in WEIR_METRICS_FILE: It's \"money\" in \\; {a:String} ? -- no. Sum of value, from");
        assertThat(clickHouse.sql(
                        "SELECT count() FROM system.columns WHERE database = 'weir' AND table LIKE 'metric%' AND comment = ''",
                        "TSV"))
                .isEqualTo("0");
    }

    @Test
    void showsThePreviousVersionUntilTheCurrentOneIsComplete() {
        MetricDefinitions versions = MetricDefinitions.parse("""
                metrics:
                  - {name: signups, aggregate: count, type: signup}
                  - {name: signups_before, aggregate: count, type: sign_up}
                """);
        MetricDefinition current = versions.all().get(0);
        MetricDefinition previous = versions.all().get(1);
        clickHouse.sql(
                "INSERT INTO weir.metric_values_store (definition, interval, start, events) VALUES ("
                        + current.id() + ", 'day', '2026-11-20 00:00:00', 1), (" + previous.id()
                        + ", 'day', '2026-11-20 00:00:00', 9)",
                "TSV");
        migrate(versions);
        assertThat(rows("signups")).contains("day 2026-11-20 1");

        declare(previous, 1, 0, "2026-11-01 00:00:00");
        assertThat(rows("signups")).contains("day 2026-11-20 9");
        declare(current, 2, 2, "2026-11-21 00:00:00");
        assertThat(rows("signups")).contains("day 2026-11-20 9");
        declare(current, 1, 0, "2026-11-22 00:00:00");
        assertThat(rows("signups")).contains("day 2026-11-20 1");
        assertThat(clickHouse.sql(
                        "EXPLAIN indexes = 1 SELECT value FROM weir.metric_signups WHERE interval = 'day'", "TSVRaw"))
                .containsPattern("definition in \\[" + current.id() + ", " + current.id() + "]");
    }

    /** As the job would, for the metric with the name of the current version. */
    private static void declare(MetricDefinition definition, int pastFirstDay, int pastLastDay, String at) {
        clickHouse.sql(
                "INSERT INTO weir.metric_definitions_store (definition, metric, shape, past_first_day, past_last_day,"
                        + " declared_at) VALUES (" + definition.id() + ", 'signups', '" + definition.shape() + "', "
                        + pastFirstDay + ", " + pastLastDay + ", '" + at + "')",
                "TSV");
    }

    @Test
    void deletesTheRowsOfARemovedMetric() {
        MetricDefinitions all = MetricDefinitions.parse("""
                metrics:
                  - {name: kept, aggregate: sum, of: value, type: kept}
                  - {name: gone, aggregate: sum, of: value}
                  - {name: gone_before, aggregate: max, of: value}
                """);
        List<Long> ids = all.all().stream().map(MetricDefinition::id).toList();
        List<String> names = List.of("kept", "gone", "gone");
        for (int i = 0; i < 3; i++) {
            insert(all.all().get(i));
            clickHouse.sql(
                    "INSERT INTO weir.metric_definitions_store (definition, metric, past_first_day, declared_at)"
                            + " VALUES (" + ids.get(i) + ", '" + names.get(i) + "', 1, '2026-11-01 00:00:00')",
                    "TSV");
            clickHouse.sql(
                    "INSERT INTO weir.metric_skipped_store VALUES (" + ids.get(i) + ", '2026-11-20', 1, 1)", "TSV");
            clickHouse.sql(
                    "INSERT INTO weir.metric_members_store (definition, quarter, member) VALUES (" + ids.get(i)
                            + ", '2026-11-20 00:00:00', 'ada')",
                    "TSV");
        }

        assertThatThrownBy(() -> Migrator.deleteMetric(clickHouse.endpoint(), all, "gone"))
                .hasMessageContaining("is in WEIR_METRICS_FILE");
        assertThatThrownBy(() -> Migrator.deleteMetric(clickHouse.endpoint(), MetricDefinitions.NONE, "gone"))
                .hasMessageContaining("still measures the metric gone");
        assertThatThrownBy(() -> Migrator.deleteMetric(clickHouse.endpoint(), MetricDefinitions.NONE, "never"))
                .hasMessage("The tables have no metric never.");
        assertThat(rowsOf(ids)).allSatisfy(rows -> assertThat(rows).endsWith("\t3"));

        clickHouse.sql(
                "INSERT INTO weir.metric_replaced_store SELECT arrayJoin([" + ids.get(1) + ", " + ids.get(2)
                        + "]), '2026-11-20 00:00:00', '2026-11-21 00:00:00'",
                "TSV");
        assertThat(Migrator.deleteMetric(clickHouse.endpoint(), MetricDefinitions.NONE, "gone"))
                .isEqualTo("deleted the rows of gone; versions of its definition: 2");

        assertThat(rowsOf(ids)).allSatisfy(rows -> assertThat(rows).endsWith("\t1"));
        assertThat(clickHouse.sql(
                        "SELECT definition, day, epoch, events FROM weir.metric_deleted_store FINAL WHERE definition = "
                                + ids.get(1),
                        "TSV"))
                .isEqualTo(ids.get(1) + "\t2026-11-20\t0\t3");
    }

    /** The number of these definitions that each table has rows of. */
    private static List<String> rowsOf(List<Long> ids) {
        return Stream.of("values", "members", "skipped", "definitions")
                .map(table -> clickHouse.sql(
                        "SELECT '" + table + "', uniqExact(definition) FROM weir.metric_" + table
                                + "_store WHERE definition IN "
                                + ids.toString().replace('[', '(').replace(']', ')'),
                        "TSV"))
                .toList();
    }

    @Test
    void replacesAndDropsOnlyItsOwnViews() {
        migrate(ALL);
        clickHouse.sql("CREATE VIEW weir.metric_mine AS SELECT 1 AS one", "TSV");
        assertThat(migrate(ALL)).isEmpty();

        MetricDefinitions changed = MetricDefinitions.parse("""
                metrics:
                  - {name: revenue, aggregate: max, of: value}
                  - {name: fresh, aggregate: count}
                """);
        assertThat(migrate(changed))
                .containsExactly(
                        "replaced the view metric_revenue",
                        "created the view metric_fresh",
                        "dropped the view metric_buyers; its rows are kept",
                        "dropped the view metric_highest; its rows are kept",
                        "dropped the view metric_latest; its rows are kept",
                        "dropped the view metric_lowest; its rows are kept",
                        "dropped the view metric_prices; its rows are kept",
                        "dropped the view metric_purchases; its rows are kept");
        assertThat(views()).isEqualTo("metric_definitions\nmetric_fresh\nmetric_mine\nmetric_revenue\nmetric_skipped");

        assertThat(migrate(MetricDefinitions.NONE)).hasSize(2);
        assertThat(views()).isEqualTo("metric_definitions\nmetric_mine\nmetric_skipped");
    }

    @Test
    void keepsTablesOfTheUser() {
        clickHouse.sql("CREATE TABLE weir.metric_mine (a UInt8) ENGINE = MergeTree ORDER BY a", "TSV");

        assertThatThrownBy(() -> migrate(MetricDefinitions.parse("metrics: [{name: mine, aggregate: count}]")))
                .isInstanceOf(MigrationException.class)
                .hasMessage("weir.metric_mine exists, and Weir did not make it: rename it, or the metric.");
        assertThat(clickHouse.sql("SELECT engine FROM system.tables WHERE name = 'metric_mine'", "TSV"))
                .isEqualTo("MergeTree");
    }

    @Test
    void keepsTheRetentionOfMetrics() {
        Retention retention = new Retention(Optional.empty(), Optional.of(Duration.ofDays(60)), Optional.empty());

        assertThat(migrate(retention, MetricDefinitions.NONE))
                .contains(
                        "set the retention of metric_values_store: toDate(start) + toIntervalDay(60)",
                        "set the retention of metric_members_store: toDate(quarter) + toIntervalDay(60)",
                        "set the retention of metric_skipped_store: day + toIntervalDay(60)");
        assertThat(migrate(retention, MetricDefinitions.NONE)).isEmpty();
        assertThat(migrate(Retention.FOREVER, MetricDefinitions.NONE)).isNotEmpty();
    }

    private List<String> migrate(MetricDefinitions metrics) {
        return migrate(Retention.FOREVER, metrics);
    }

    /** The lines of progress but the last, which states the version. */
    private List<String> migrate(Retention retention, MetricDefinitions metrics) {
        progress.clear();
        Migrator.migrate(clickHouse.endpoint(), retention, metrics, PATIENCE, progress::add);
        return progress.subList(0, progress.size() - 1);
    }

    /** Inserts two versions of a row, and a row of another definition. */
    private static void insert(MetricDefinition definition) {
        clickHouse.sql(
                "INSERT INTO weir.metric_values_store (definition, interval, start, group_1, group_2, events, sum, min,"
                        + " max, last, buckets, uniques, version) SELECT " + definition.id()
                        + " + if(number = 2, 1, 0), 'day', '2026-11-20 00:00:00', 'g1', "
                        + (definition.by().size() > 1 ? "'g2'" : "''")
                        + ", 2 + number, '0.3', '-1.5', '99999999999999999999999999999999999999.5', '7', [1, 0, 2], 2,"
                        + " number FROM numbers(3)",
                "TSV");
    }

    /** The names of the columns, and the rows of days. */
    private static List<String> rows(String metric) {
        return clickHouse
                .sql("SELECT * FROM weir.metric_" + metric + " WHERE interval = 'day'", "TSVWithNames")
                .replace('\t', ' ')
                .replace(" 00:00:00", "")
                .lines()
                .toList();
    }

    private static String views() {
        return clickHouse.sql(
                "SELECT name FROM system.tables WHERE database = 'weir' AND engine = 'View' AND startsWith(name, 'metric_')"
                        + " ORDER BY name",
                "TSV");
    }
}
