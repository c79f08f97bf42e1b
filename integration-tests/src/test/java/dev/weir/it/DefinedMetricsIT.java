// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.metric.MetricDefinitions;
import dev.weir.migrator.Migrator;
import dev.weir.testbed.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends ratings of films, each three times and in random order, some of them 20 days late, and kills the job in the
 * middle. Then compares every aggregate, by film and day, with a plain computation. Then defines other metrics while
 * events flow, and compares them with raw events.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DefinedMetricsIT {
    /** {@code -Dweir.metrics.ratings=100000 -Dweir.metrics.users=1000} is as much as a film site of some years. */
    private static final int RATINGS = Integer.getInteger("weir.metrics.ratings", 20_000);

    private static final int USERS = Integer.getInteger("weir.metrics.users", 300);
    private static final int FILMS = 40;
    private static final int BATCH = 1_000;

    private static final String DEFINITIONS = """
            metrics:
              - {name: rating_sum, type: rating, aggregate: sum, of: value, by: [properties.film]}
              - {name: rating_min, type: rating, aggregate: min, of: value, by: [properties.film]}
              - {name: rating_max, type: rating, aggregate: max, of: value, by: [properties.film]}
              - {name: rating_last, type: rating, aggregate: last, of: value, by: [properties.film]}
              - {name: ratings, type: "rat*", where: {properties.test: [false, null]}, aggregate: count,
                 by: [properties.film]}
              - {name: raters, type: rating, aggregate: unique, of: user_id, by: [properties.film]}
              - {name: rating_histogram, type: rating, aggregate: histogram, of: value, buckets: [1, 2.5, 4]}
            """;

    /** {@code spent} is new, and {@code ratings} computes something else. */
    private static final String CHANGED_DEFINITIONS = """
            metrics:
              - {name: rating_sum, type: rating, aggregate: sum, of: value, by: [properties.film]}
              - {name: spent, type: rating, aggregate: sum, of: value, by: [user_id]}
              - {name: ratings, aggregate: unique, of: user_id}
            """;

    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of(
            "WEIR_CHECKPOINT_INTERVAL",
            "2s",
            "WEIR_METRICS_FILE",
            file(DEFINITIONS).toString()));

    /** A rating as its producer knows it. */
    private record Rating(int id, String user, int film, BigDecimal value, boolean test, Instant at) {
        LocalDate day() {
            return LocalDate.ofInstant(at, ZoneOffset.UTC);
        }

        String json() {
            return String.format(Locale.ROOT, """
                    {"event_id":"r%d","type":"rating","user_id":"%s","value":%s,"timestamp":"%s",\
                    "properties":{"film":%d,"test":%s}}""", id, user, value, at, film, test);
        }
    }

    @Test
    @Order(1)
    void everyAggregateIsExactAfterAKillOfTheJob() throws Exception {
        List<Rating> ratings = ratings(new Random(7), 0);
        List<Rating> sent = new ArrayList<>();
        for (int copy = 0; copy < 3; copy++) {
            sent.addAll(ratings);
        }
        Collections.shuffle(sent, new Random(8));
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> post(sent));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Long.parseLong(weir.sql("SELECT count() FROM weir.events")) > RATINGS / 4);
        weir.stack().flink().kill();
        weir.stack().start();
        producer.join();
        weir.awaitFresh();
        awaitMetricsFresh();

        Map<String, List<Rating>> byFilmAndDay = ratings.stream()
                .collect(Collectors.groupingBy(
                        rating -> rating.day() + "\t" + rating.film(), TreeMap::new, Collectors.toList()));
        assertThat(rows("rating_sum", "toString(value)"))
                .isEqualTo(expected(byFilmAndDay, list -> sum(list).toPlainString()));
        assertThat(means(rows("rating_sum", "concat(toString(value), '/', toString(events))")))
                .isEqualTo(means(expected(byFilmAndDay, list -> sum(list).toPlainString() + "/" + list.size())));
        assertThat(rows("rating_min", "toString(value)"))
                .isEqualTo(expected(byFilmAndDay, list -> text(Collections.min(values(list)))));
        assertThat(rows("rating_max", "toString(value)"))
                .isEqualTo(expected(byFilmAndDay, list -> text(Collections.max(values(list)))));
        assertThat(rows("raters", "toString(value)"))
                .isEqualTo(expected(
                        byFilmAndDay,
                        list -> list.stream().map(Rating::user).distinct().count() + ""));
        assertThat(rows("rating_last", "toString(value)"))
                .isEqualTo(expected(
                        byFilmAndDay,
                        list -> text(Collections.max(list, Comparator.comparing(Rating::at))
                                .value())));
        assertThat(rows("ratings", "toString(value)"))
                .isEqualTo(expected(
                        ratings.stream()
                                .filter(rating -> !rating.test())
                                .collect(Collectors.groupingBy(
                                        rating -> rating.day() + "\t" + rating.film(),
                                        TreeMap::new,
                                        Collectors.toList())),
                        list -> list.size() + ""));
        assertThat(weir.sql("SELECT sumForEach(buckets) FROM weir.metric_rating_histogram WHERE interval = 'day'"))
                .isEqualTo(buckets(ratings).toString().replace(" ", ""));
        Answer books = weir.client().get("/reconcile?table=metric_values");
        assertThat(books.json().get("balanced").asBoolean()).as(books.body()).isTrue();
        System.out.printf(
                Locale.ROOT,
                "%d ratings of %d users, each sent three times: %d groups of films and days, all seven metrics as computed%n",
                RATINGS,
                USERS,
                byFilmAndDay.size());
    }

    @Test
    @Order(2)
    void newAndChangedMetricsMeasureThePastWhileEventsFlow() throws Exception {
        List<Rating> more = ratings(new Random(9), RATINGS);
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> post(more));
        weir.restartWith(Map.of("WEIR_METRICS_FILE", file(CHANGED_DEFINITIONS).toString()));
        weir.stack().flink().kill();
        weir.stack().start();
        producer.join();
        await().atMost(Duration.ofMinutes(1)).until(() -> weir.sql("""
                SELECT countIf(past_days_measured = past_days AND past_days > 0)
                FROM weir.metric_definitions WHERE metric IN ('spent', 'ratings')""").equals("2"));
        weir.awaitFresh();
        awaitMetricsFresh();

        for (String interval : List.of("day", "hour", "minute")) {
            String start = String.format(Locale.ROOT, "toStartOf%s(timestamp)", capitalized(interval));
            assertThat(weir.sql(String.format(
                            Locale.ROOT,
                            "SELECT start, user_id, value, events FROM weir.metric_spent WHERE interval = '%s' ORDER BY ALL",
                            interval)))
                    .isEqualTo(weir.sql(String.format(Locale.ROOT, """
                            SELECT toDateTime(%s, 'UTC') AS start, user_id, sum(toDecimal256(toString(value), 20)), count()
                            FROM weir.events WHERE type = 'rating' GROUP BY start, user_id ORDER BY ALL""", start)));
        }
        assertThat(weir.sql("SELECT start, value FROM weir.metric_ratings WHERE interval = 'hour' ORDER BY ALL"))
                .isEqualTo(weir.sql("SELECT toStartOfHour(timestamp) AS start, uniqExact(user_id) FROM weir.events"
                        + " GROUP BY start ORDER BY start"));
        assertThat(weir.sql("SELECT toUnixTimestamp64Milli(since) FROM weir.metric_definitions WHERE metric = 'spent'"))
                .isEqualTo(weir.sql("SELECT toUnixTimestamp64Milli(min(received_at)) FROM weir.events"));
        Answer books = weir.client().get("/reconcile?table=metric_values");
        assertThat(books.json().get("balanced").asBoolean()).as(books.body()).isTrue();
        assertThat(weir.sql("""
                SELECT metric, aggregate FROM
                (
                    SELECT metric, splitByChar(' ', shape)[1] AS aggregate, replaced_as_of, declared_at
                    FROM weir.metric_definitions
                )
                WHERE replaced_as_of BETWEEN declared_at AND now() ORDER BY ALL""")).isEqualTo("""
                raters\tunique
                rating_histogram\thistogram
                rating_last\tlast
                rating_max\tmax
                rating_min\tmin
                ratings\tcount""");
        Answer read = weir.client().get("/metrics?metric=spent&interval=total&by=");
        assertThat(Instant.parse(read.json().get("since").asText()).toEpochMilli())
                .isEqualTo(
                        Long.parseLong(weir.sql("SELECT toUnixTimestamp64Milli(min(received_at)) FROM weir.events")));
        assertThat(weir.client().get("/metrics").json().get("metrics")).anySatisfy(metric -> {
            assertThat(metric.get("metric").asText()).isEqualTo("spent");
            assertThat(metric.get("past_days").asLong()).isPositive();
            assertThat(metric.get("past_days_measured")).isEqualTo(metric.get("past_days"));
        });
    }

    @Test
    @Order(3)
    void ledgerBalancesAfterADeletion() throws Exception {
        ClickHouseEndpoint endpoint = new ClickHouseEndpoint(weir.stack().clickHouseUrl(), "default", "");

        Migrator.deleteMetric(endpoint, MetricDefinitions.parse(CHANGED_DEFINITIONS), "rating_max");

        assertThat(weir.sql("SELECT count() FROM weir.metric_definitions WHERE metric = 'rating_max'"))
                .isEqualTo("0");
        assertThat(weir.sql("SELECT count(), sum(events) > 0 FROM weir.metric_deleted_store"))
                .doesNotStartWith("0")
                .endsWith("\t1");
        Answer books = weir.client().get("/reconcile?table=metric_values");
        assertThat(books.json().get("balanced").asBoolean()).as(books.body()).isTrue();
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static void awaitMetricsFresh() {
        Instant now = Instant.now();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Long.parseLong(weir.sql("SELECT toUnixTimestamp64Milli(min(as_of)) FROM weir.freshness"
                                + " WHERE table_name LIKE 'metric%'"))
                        >= now.toEpochMilli());
    }

    private static Map<String, String> rows(String metric, String value) {
        Map<String, String> rows = new TreeMap<>();
        String table = weir.sql(String.format(
                Locale.ROOT,
                "SELECT toDate(start), film, %s FROM weir.metric_%s WHERE interval = 'day'",
                value,
                metric));
        for (String row : table.split("\n", -1)) {
            int end = row.lastIndexOf('\t');
            rows.put(row.substring(0, end), row.substring(end + 1));
        }
        return rows;
    }

    private static Map<String, String> expected(
            Map<String, List<Rating>> groups, Function<List<Rating>, String> value) {
        Map<String, String> expected = new TreeMap<>();
        groups.forEach((key, list) -> expected.put(key, value.apply(list)));
        return expected;
    }

    /** From sums and counts, such as {@code 12.5/4}. */
    private static Map<String, BigDecimal> means(Map<String, String> fractions) {
        Map<String, BigDecimal> means = new TreeMap<>();
        fractions.forEach((key, fraction) -> {
            int slash = fraction.indexOf('/');
            means.put(
                    key,
                    new BigDecimal(fraction.substring(0, slash))
                            .divide(new BigDecimal(fraction.substring(slash + 1)), MathContext.DECIMAL64));
        });
        return means;
    }

    private static BigDecimal sum(List<Rating> ratings) {
        return new BigDecimal(text(values(ratings).stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
    }

    private static List<BigDecimal> values(List<Rating> ratings) {
        return ratings.stream().map(Rating::value).toList();
    }

    /** As ClickHouse writes a decimal. */
    private static String text(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static List<Long> buckets(List<Rating> ratings) {
        Map<Integer, Long> counts = new HashMap<>();
        for (Rating rating : ratings) {
            double value = rating.value().doubleValue();
            counts.merge(value <= 1 ? 0 : value <= 2.5 ? 1 : value <= 4 ? 2 : 3, 1L, Long::sum);
        }
        return List.of(counts.get(0), counts.get(1), counts.get(2), counts.get(3));
    }

    private static List<Rating> ratings(Random random, int firstId) {
        Instant now = Instant.now();
        List<Rating> ratings = new ArrayList<>();
        for (int id = firstId; id < firstId + RATINGS; id++) {
            Duration age =
                    Duration.ofMillis(id % 5 == 0 ? random.nextInt(20 * 86_400) * 1_000L : random.nextInt(172_800_000));
            ratings.add(new Rating(
                    id,
                    "u" + random.nextInt(USERS),
                    random.nextInt(FILMS),
                    BigDecimal.valueOf(1 + random.nextInt(45), 1),
                    random.nextInt(10) == 0,
                    // No two ratings at the same time, so that the last one is known.
                    Instant.ofEpochMilli(now.minus(age).toEpochMilli() / RATINGS * RATINGS + id % RATINGS - RATINGS)));
        }
        return ratings;
    }

    private static void post(List<Rating> ratings) {
        for (int from = 0; from < ratings.size(); from += BATCH) {
            String body = ratings.subList(from, Math.min(ratings.size(), from + BATCH)).stream()
                    .map(Rating::json)
                    .collect(Collectors.joining(",", "[", "]"));
            await().atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .until(() -> weir.client().post("application/json", body).status() == 200);
        }
    }

    private static Path file(String definitions) {
        try {
            Path file = Files.createTempFile("metrics", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, definitions);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
