// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.Retention;
import dev.weir.gateway.clickhouse.ClickHouse;
import dev.weir.gateway.query.DateRange;
import dev.weir.gateway.query.DefinedQueries;
import dev.weir.gateway.query.InMemoryMetricsReader;
import dev.weir.gateway.query.MetricsAnswer;
import dev.weir.gateway.query.MetricsQuery;
import dev.weir.gateway.query.MetricsQuery.Grouping;
import dev.weir.gateway.query.MetricsQuery.RollingViews;
import dev.weir.gateway.query.MetricsQuery.Views;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.MetricsReaderContract;
import dev.weir.gateway.query.NotMeasuredException;
import dev.weir.gateway.query.SampleDefinitions;
import dev.weir.gateway.query.SampleNumbers;
import dev.weir.gateway.query.clickhouse.ClickHouseMetricsReader;
import dev.weir.gateway.query.clickhouse.ClickHouseNumbers;
import dev.weir.local.Stack;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import dev.weir.migrator.Migrator;
import dev.weir.testbed.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the contract of metrics readers against the real engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClickHouseMetricsReaderIT extends MetricsReaderContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final LocalDate TODAY = LocalDate.parse("2026-11-21");
    private static final int VIDEOS = 12;

    private final Stack stack = RunningWeir.open(ClickHouseMetricsReaderIT.class, Map.of());
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    void startClickHouse() {
        stack.clickHouse().start();
    }

    @AfterAll
    void stopClickHouse() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        stack.close();
    }

    /** The faster tables hold the same numbers. Every query returns what a reader returns that only adds up days. */
    @ParameterizedTest
    @CsvSource({"1, 10:00:00", "2, 10:00:00", "3, 00:09:59"})
    void agreesWithAnInMemoryReaderOfDays(long seed, String freshAt) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        SampleNumbers numbers = someNumbers(random, TODAY + "T" + freshAt + "Z");
        MetricsReader days = new InMemoryMetricsReader(numbers);
        MetricsReader reader = readerOf(numbers);
        for (int i = 0; i < 150; i++) {
            MetricsQuery query = someQuery(random);
            MetricsAnswer expected = days.read(query);
            MetricsAnswer answer = reader.read(query);
            assertThat(answer.rows()).as(query.toString()).isEqualTo(expected.rows());
            assertThat(answer.truncated()).as(query.toString()).isEqualTo(expected.truncated());
        }
    }

    /** Every aggregate, around both changes of summer time in Europe, and around those of America. */
    @ParameterizedTest
    @CsvSource({"4, 2026-03-29", "5, 2026-10-25", "6, 2026-03-08", "7, 2026-11-01", "8, 2026-04-05"})
    void agreesWithAnInMemoryReaderOfEvents(long seed, LocalDate around) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        SampleNumbers numbers = someMeasurements(random, around);
        MetricsReader events = new InMemoryMetricsReader(numbers);
        MetricsReader reader = readerOf(numbers);
        for (int i = 0; i < 200; i++) {
            String text = DefinedQueries.some(random, around);
            MetricsQuery query = DefinedQueries.of(text);
            MetricsAnswer expected = events.read(query);
            MetricsAnswer answer = reader.read(query);
            assertThat(answer.columns()).as(text).isEqualTo(expected.columns());
            assertThat(answer.rows()).as(text).isEqualTo(expected.rows());
            assertThat(answer.truncated()).as(text).isEqualTo(expected.truncated());
        }
    }

    @Test
    void readsThePreviousVersionUntilTheCurrentOneIsComplete() throws Exception {
        MetricDefinition current = SampleDefinitions.BUYERS_BY_PLAN;
        long previous = current.id() + 1;
        String query = "metric=" + current.name() + "&interval=day&from=2026-11-20&to=2026-11-20";
        MetricsReader reader = readerOf(new SampleNumbers(TODAY)
                .freshness("metric_values", TODAY + "T10:00:00Z")
                .freshness("metric_members", TODAY + "T10:00:00Z"));
        stackSql("INSERT INTO weir.metric_values_store (definition, interval, start, group_1, uniques) VALUES ("
                + previous
                + ", 'day', '2026-11-20 00:00:00', 'pro', 7), (" + current.id()
                + ", 'day', '2026-11-20 00:00:00', 'pro', 2)");
        stackSql(declare(previous, current, 0, "2026-11-01 00:00:00"));

        MetricsAnswer beforeTheJobKnowsIt = reader.read(DefinedQueries.of(query));
        assertThat(beforeTheJobKnowsIt.version()).isEqualTo(MetricsAnswer.Version.PREVIOUS);
        assertThat(beforeTheJobKnowsIt.asOf()).isEqualTo(TODAY + "T10:00:00Z");
        assertThatThrownBy(() -> reader.read(DefinedQueries.of(query + "&definition=current")))
                .isInstanceOf(NotMeasuredException.class);

        stackSql("INSERT INTO weir.metric_replaced_store VALUES (" + previous
                + ", '2026-11-21 09:00:00', '2026-11-21 09:30:00')");
        stackSql(declare(current.id(), current, 1, "2026-11-21 09:30:00"));
        MetricsAnswer whileItIsFilled = awaitAnswer(reader, query, TODAY + "T09:00:00Z");
        assertThat(whileItIsFilled.version()).isEqualTo(MetricsAnswer.Version.PREVIOUS);
        assertThat(whileItIsFilled.rows().get(0)).endsWith(7L);
        assertThat(whileItIsFilled.since()).isNull();
        MetricsAnswer asMeasured = reader.read(DefinedQueries.of(query + "&definition=current"));
        assertThat(asMeasured.rows().get(0)).endsWith(2L);
        assertThat(asMeasured.version()).isEqualTo(MetricsAnswer.Version.CURRENT);
        assertThat(asMeasured.since()).isEqualTo("2026-11-21T09:30:00Z");

        stackSql("INSERT INTO weir.metric_filled_days_store VALUES (" + current.id()
                + ", '2026-11-20', '2026-11-21 09:59:00')");
        MetricsAnswer whole = awaitAnswer(reader, query, TODAY + "T10:00:00Z");
        assertThat(whole.version()).isEqualTo(MetricsAnswer.Version.CURRENT);
        assertThat(whole.rows().get(0)).endsWith(2L);
        assertThat(whole.since()).isEqualTo("2026-11-02T00:00:00Z");
    }

    private static String declare(long id, MetricDefinition definition, int pastDays, String declaredAt) {
        return "INSERT INTO weir.metric_definitions_store (definition, metric, shape, since, past_since, past_first_day,"
                + " past_last_day, declared_at) VALUES (" + id + ", '" + definition.name() + "', '" + definition.shape()
                + "', '" + (pastDays == 0 ? "1970-01-01 00:00:00" : declaredAt) + "', '2026-11-02 00:00:00', 1, "
                + pastDays + ", '" + declaredAt + "')";
    }

    /** What the reader knows of the definitions is up to a tenth of a second old. */
    private static MetricsAnswer awaitAnswer(MetricsReader reader, String query, String asOf) {
        return await().until(() -> reader.read(DefinedQueries.of(query)), answer -> Instant.parse(asOf)
                .equals(answer.asOf()));
    }

    private String stackSql(String statement) throws IOException {
        return new Sql(stack.clickHouseUrl()).run(statement, "TSV");
    }

    /** ClickHouse computes the days and hours of a time zone from its own database of time zones. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29",
        "Europe/Berlin, 2026-10-25",
        "America/New_York, 2026-03-08",
        "America/New_York, 2026-11-01"
    })
    void agreesWithClickHouseAboutTimeZones(String zone, LocalDate change) throws Exception {
        SampleNumbers numbers = someMeasurements(new SplittableRandom(9), change);
        MetricsReader reader = readerOf(numbers);
        stackSql("CREATE OR REPLACE TABLE weir.it_raw (metric String, at DateTime64(3, 'UTC'), number Decimal(76, 20),"
                + " member String) ENGINE = MergeTree ORDER BY at");
        stackSql(numbers.measured().stream()
                .map(event -> String.format(
                        Locale.ROOT,
                        "('%s', %d, %s, '%s')",
                        event.definition().name(),
                        event.at().toEpochMilli(),
                        event.number().toPlainString(),
                        event.member()))
                .collect(Collectors.joining(", ", "INSERT INTO weir.it_raw VALUES ", "")));
        LocalDate from = change.minusDays(2);
        LocalDate to = change.plusDays(2);
        for (String interval : List.of("day", "hour")) {
            String start = interval.equals("day")
                    ? "toString(toDate(at, '" + zone + "'))"
                    : "formatDateTime(toStartOfHour(at, '" + zone + "'), '%Y-%m-%dT%H:%i:%SZ', 'UTC')";
            String where = " WHERE metric = '%s' AND toDate(at, '" + zone + "') BETWEEN '" + from + "' AND '" + to
                    + "' GROUP BY start ORDER BY start";
            for (String metric : List.of("revenue sum(number)", "dearest max(number)", "buyers uniqExact(member)")) {
                String name = metric.substring(0, metric.indexOf(' '));
                String query = "metric=" + name + "&interval=" + interval + "&tz=" + zone + "&from=" + from + "&to="
                        + to + "&by=";
                assertThat(reader.read(DefinedQueries.of(query)).rows().stream()
                                .map(row -> row.get(0) + "\t" + text(row.get(1)))
                                .collect(Collectors.joining("\n")))
                        .as(query)
                        .isNotEmpty()
                        .isEqualTo(stackSql("SELECT " + start + " AS start, " + metric.substring(name.length())
                                + " FROM weir.it_raw" + String.format(Locale.ROOT, where, name)));
            }
        }
        stackSql("DROP TABLE weir.it_raw");
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    private static SampleNumbers someMeasurements(SplittableRandom random, LocalDate around) {
        SampleNumbers numbers = new SampleNumbers(TODAY).freshness("metric_values", TODAY + "T10:00:00Z");
        Instant begin = around.minusDays(4).atStartOfDay(ZoneOffset.UTC).toInstant();
        List<String> texts = List.of("pro", "free", "", "DE", "US");
        for (MetricDefinition definition : SampleDefinitions.ALL) {
            for (int i = 0; i < 1_000; i++) {
                numbers.measured(
                        definition,
                        begin.plusMillis(random.nextLong(Duration.ofDays(8).toMillis())),
                        definition.by().stream()
                                .map(group -> texts.get(random.nextInt(texts.size())))
                                .toList(),
                        definition.aggregate().isOfNumber()
                                ? BigDecimal.valueOf(random.nextInt(-2_000, 12_000), 3)
                                        .toPlainString()
                                : "0",
                        definition.aggregate() == Aggregate.UNIQUE ? "u" + random.nextInt(200) : "");
            }
        }
        return numbers;
    }

    /**
     * Numbers of the last 120 days and of a few days after today. Many days have no views of some videos, or no views
     * at all.
     */
    private static SampleNumbers someNumbers(SplittableRandom random, String freshAt) {
        SampleNumbers numbers =
                new SampleNumbers(TODAY).freshness("video_views_daily", freshAt).freshness("video_views_30d", freshAt);
        for (LocalDate day = TODAY.minusDays(120); day.isBefore(TODAY.plusDays(4)); day = day.plusDays(1)) {
            int videos = random.nextInt(3) == 0 ? 0 : random.nextInt(VIDEOS);
            for (int i = 0; i < videos; i++) {
                numbers.views(day + "T12:00:00Z", "v" + random.nextInt(VIDEOS), 1 + random.nextInt(5));
            }
        }
        return numbers;
    }

    private static MetricsQuery someQuery(SplittableRandom random) {
        LocalDate to = TODAY.plusDays(4L - random.nextInt(random.nextBoolean() ? 8 : 100));
        int[] edges = {1, 29, 30, 31, 60, 61, 90, 1 + random.nextInt(200)};
        DateRange range = new DateRange(to.minusDays(edges[random.nextInt(edges.length)] - 1L), to);
        List<String> videos = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> "v" + random.nextInt(VIDEOS + 1))
                .distinct()
                .toList();
        int limit = 1 + random.nextInt(random.nextBoolean() ? VIDEOS + 2 : 1_000);
        Grouping[] groupings = Grouping.values();
        return random.nextInt(4) == 0
                ? new RollingViews(range, videos, random.nextBoolean(), limit)
                : new Views(range, videos, groupings[random.nextInt(groupings.length)], limit);
    }

    @Override
    protected MetricsReader readerOf(SampleNumbers numbers) throws Exception {
        ClickHouseEndpoint endpoint = new ClickHouseEndpoint(stack.clickHouseUrl(), "default", "");
        Migrator.migrate(endpoint, Retention.FOREVER, PATIENCE, line -> {});
        ClickHouseNumbers.write(endpoint, numbers);
        ClickHouse clickHouse = new ClickHouse(endpoint, new SimpleMeterRegistry());
        opened.add(clickHouse);
        return new ClickHouseMetricsReader(clickHouse.pool("test", 1, PATIENCE));
    }
}
