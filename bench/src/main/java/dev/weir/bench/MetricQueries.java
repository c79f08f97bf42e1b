// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.local.Stack;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricDefinitions;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run metric-queries}: measures how long reading the metrics takes that users define. */
@Command(
        customSynopsis =
                "./bench/run metric-queries [--per-second N] [--groups N] [--days N] [--warm-up SECONDS] [--seconds SECONDS]",
        description = "Fills the tables with a metric of each aggregate, with totals of every group in every minute,"
                + " and sends queries of every interval at a fixed rate. Latency counts from the moment at which a"
                + " query was due.")
final class MetricQueries extends Scenario {
    private static final String GROUP = "properties.plan";

    /** Longer ranges than most dashboards have. */
    private static final int DAYS_OF_HOURS = 7;

    private static final int DAYS_OF_DAYS = 30;
    private static final int HOURS_OF_MINUTES = 6;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            description = "queries a second, of all shapes together; ${DEFAULT-VALUE} by default")
    private int perSecond = 20;

    @Option(names = "--groups", paramLabel = "N", description = "groups of each metric; ${DEFAULT-VALUE} by default")
    private int groups = 30;

    @Option(names = "--days", paramLabel = "N", description = "number of days; ${DEFAULT-VALUE} by default")
    private int days = 40;

    @Mixin
    private final Timing timing = new Timing(20, 60);

    MetricQueries() {
        super("metric-queries");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        MetricDefinitions definitions = MetricDefinitions.parse(file());
        Path metrics = Files.createDirectories(folder).resolve("metrics.yaml");
        Files.writeString(metrics, file());
        try (TestStack opened =
                started(folder.resolve("stack"), machine, Map.of("WEIR_METRICS_FILE", metrics.toString()))) {
            Stack stack = opened.stack();
            Sql sql = new Sql(stack.clickHouseUrl());
            for (MetricDefinition definition : definitions.all()) {
                console.at("writing the totals of " + definition.name());
                write(definition, sql);
            }
            console.at("rows of totals: " + sql.run("SELECT count() FROM weir.metric_values_store"));
            QueryLoad load = new QueryLoad(stack.gatewayUrl(), shapes(definitions), perSecond);
            load.run(timing.warmUp());
            console.at("measuring");
            Figures latencies = load.run(timing.span());
            show(new Report(name(), machine, configuration(), List.of(latencies), "p95"));
            return 0;
        }
    }

    private static String file() {
        StringBuilder file = new StringBuilder("metrics:");
        for (Aggregate aggregate : Aggregate.values()) {
            String of =
                    switch (aggregate) {
                        case COUNT -> "";
                        case UNIQUE -> ", of: user_id";
                        case HISTOGRAM -> ", of: value, buckets: [1, 10, 100]";
                        case SUM, MIN, MAX, LAST -> ", of: value";
                    };
            String name = aggregate.name().toLowerCase(Locale.ROOT);
            file.append(
                    String.format(Locale.ROOT, "%n  - {name: m_%s, aggregate: %s%s, by: [%s]}", name, name, of, GROUP));
        }
        return file.append('\n').toString();
    }

    /** Writes rows in the form of the job, of the days before today. */
    private void write(MetricDefinition definition, Sql sql) throws IOException {
        LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays(days);
        String buckets = definition.aggregate() == Aggregate.HISTOGRAM ? "[2, 3, 4, 1]" : "[]";
        for (int day = 0; day < days; day++) {
            for (Map.Entry<String, Integer> interval :
                    Map.of("minute", 1, "hour", 60, "day", 1440).entrySet()) {
                sql.run(String.format(
                        Locale.ROOT,
                        """
                        INSERT INTO weir.metric_values_store
                        SELECT reinterpretAsUInt64(toInt64(%d)), '%s',
                            toDateTime('%s 00:00:00', 'UTC') + 60 * %d * intDiv(number, %d),
                            concat('plan-', toString(number %% %5$d)), '', '', '', 10, 55.5, 1, 20, 7,
                            toDateTime64('%3$s 00:00:00', 3, 'UTC') + number, number, 0, %6$s, 9, 10
                        FROM numbers(%7$d)""",
                        definition.id(),
                        interval.getKey(),
                        first.plusDays(day),
                        interval.getValue(),
                        groups,
                        buckets,
                        1440 / interval.getValue() * groups));
            }
        }
    }

    private static List<QueryLoad.Shape> shapes(MetricDefinitions definitions) {
        LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        Instant end = yesterday.atStartOfDay(ZoneOffset.UTC).toInstant().plus(12, ChronoUnit.HOURS);
        Map<String, String> ranges = new LinkedHashMap<>();
        ranges.put("30 days", "&from=" + yesterday.minusDays(DAYS_OF_DAYS - 1L) + "&to=" + yesterday);
        ranges.put(
                "7 days by hour",
                "&interval=hour&from=" + yesterday.minusDays(DAYS_OF_HOURS - 1L) + "&to=" + yesterday);
        ranges.put(
                "6 hours by minute",
                "&interval=minute&from=" + end.minus(HOURS_OF_MINUTES, ChronoUnit.HOURS) + "&to=" + end);
        ranges.put(
                "30 days, one group",
                "&" + GROUP + "=plan-1&from=" + yesterday.minusDays(DAYS_OF_DAYS - 1L) + "&to=" + yesterday);
        Map<String, String> ofSums = new LinkedHashMap<>(ranges);
        ofSums.put(
                "30 days of Berlin",
                "&tz=" + URLEncoder.encode("Europe/Berlin", StandardCharsets.UTF_8) + ranges.get("30 days"));
        ofSums.put("30 days in all", "&interval=total" + ranges.get("30 days"));
        List<QueryLoad.Shape> shapes = new ArrayList<>();
        for (MetricDefinition definition : definitions.all()) {
            // Days of time zones and totals of unique counts read the distinct values, which this table does not have.
            Map<String, String> all = definition.aggregate() == Aggregate.UNIQUE ? ranges : ofSums;
            all.forEach((name, range) -> shapes.add(new QueryLoad.Shape(
                    definition.name() + ": " + name, () -> "/metrics?metric=" + definition.name() + range)));
        }
        return shapes;
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("questions/s", perSecond);
        configuration.put("groups", groups);
        configuration.put("days", days);
        timing.putInto(configuration);
        return configuration;
    }
}
