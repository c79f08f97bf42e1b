// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.query.MetricsQuery.Interval;
import dev.weir.gateway.query.MetricsQuery.Order;
import dev.weir.gateway.query.StoredRows.Length;
import dev.weir.gateway.query.StoredRows.Piece;
import dev.weir.gateway.query.StoredRows.Table;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import dev.weir.metric.Aggregate;
import dev.weir.metric.FieldPath;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.TypeFilter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of each request is noon of 2026-11-20 in UTC. */
final class DefinedQueryParserTest {
    @Test
    void everyParameterHasADefault() throws Exception {
        assertThat(DefinedQueries.of("metric=signups"))
                .isEqualTo(new MetricsQuery.Defined(
                        SampleDefinitions.SIGNUPS,
                        Interval.DAY,
                        new TimeRange(
                                at("2026-11-20T00:00:00Z"),
                                at("2026-11-21T00:00:00Z"),
                                ZoneOffset.UTC,
                                "2026-11-20",
                                "2026-11-20"),
                        List.of(0, 1, 2),
                        Map.of(),
                        Order.TIME,
                        false,
                        1_000));
    }

    @Test
    void everyParameterIsRead() throws Exception {
        MetricsQuery.Defined query = DefinedQueries.of("metric=signups&interval=hour&by=geo.country,type&order=value"
                + "&limit=7&tz=America/New_York&from=2026-11-01&to=2026-11-01&plan=pro&plan=&properties.plan=free"
                + "&type=a&type=a");

        assertThat(query.interval()).isEqualTo(Interval.HOUR);
        assertThat(query.by()).containsExactly(0, 2);
        assertThat(query.only()).isEqualTo(Map.of(0, List.of("a"), 1, List.of("pro", "", "free")));
        assertThat(query.order()).isEqualTo(Order.VALUE);
        assertThat(query.limit()).isEqualTo(7);
        assertThat(query.range().begin()).isEqualTo("2026-11-01T04:00:00Z");
        assertThat(query.range().end()).as("after a day of 25 hours").isEqualTo("2026-11-02T05:00:00Z");
        assertThat(query.range().writtenFrom()).isEqualTo("2026-11-01");
    }

    @Test
    void equivalentRequestsAreEqualQueries() throws Exception {
        assertThat(DefinedQueries.of("metric=revenue&by=plan&by=geo.country&tz=UTC&plan=pro"))
                .isEqualTo(
                        DefinedQueries.of(
                                "metric=revenue&by=properties.geo.country,properties.plan&properties.plan=pro&from=2026-11-20"));
    }

    @Test
    void emptyByMeansNoGroups() throws Exception {
        assertThat(DefinedQueries.of("metric=signups&by=").by()).isEmpty();
        assertThat(DefinedQueries.of("metric=buyers&by=").by()).isEmpty();
        assertThat(DefinedQueries.of("metric=buyers_by_plan&by=plan").by()).containsExactly(0);
    }

    @Test
    void todayFollowsTheTimeZone() throws Exception {
        assertThat(DefinedQueries.of("metric=signups&tz=Pacific/Kiritimati")
                        .range()
                        .writtenFrom())
                .isEqualTo("2026-11-21");
    }

    @ParameterizedTest
    @CsvSource({
        "minute, UTC,          12:00:00.000, 12:00:00",
        "minute, UTC,          12:00:00.001, 12:01:00",
        "hour,   UTC,          12:00:01,     13:00:00",
        "hour,   Asia/Kolkata, 12:00:01,     12:30:00",
        "total,  UTC,          12:00:59,     12:01:00",
    })
    void roundsInstantsUpToTheNextInterval(String interval, String zone, String from, String begin) throws Exception {
        TimeRange range = DefinedQueries.of("metric=signups&interval=" + interval + "&tz=" + zone + "&from=2026-11-20T"
                        + from + "Z&to=2026-11-20T23:45:00Z")
                .range();

        assertThat(range.begin()).isEqualTo("2026-11-20T" + begin + "Z");
        assertThat(range.writtenFrom()).isEqualTo(range.begin().toString());
    }

    @Test
    void truncatesALongValueLikeItsGroup() throws Exception {
        String cut = "x".repeat(255) + "…";
        assertThat(DefinedQueries.of("metric=revenue&plan=" + "x".repeat(300)).only())
                .isEqualTo(Map.of(0, List.of(cut)));
    }

    @ParameterizedTest
    @CsvSource({
        "signups,  tz=UTC,                                                   VALUES,  DAY",
        "signups,  tz=Europe/Berlin,                                         VALUES,  HOUR",
        "signups,  tz=Asia/Kolkata,                                          VALUES,  MINUTE",
        "signups,  tz=Africa/Abidjan,                                        VALUES,  DAY",
        "signups,  interval=hour,                                            VALUES,  HOUR",
        "signups,  interval=hour&tz=Asia/Kolkata,                            VALUES,  MINUTE",
        "signups,  interval=minute,                                          VALUES,  MINUTE",
        "signups,  interval=total,                                           VALUES,  DAY",
        "signups,  interval=total&from=2026-11-20T10:00:00Z&to=2026-11-20T12:00:00Z, VALUES, HOUR",
        "buyers,   tz=UTC,                                                   VALUES,  DAY",
        "buyers,   tz=Europe/Berlin,                                         MEMBERS, QUARTER",
        "buyers,   interval=hour&tz=Europe/Berlin,                           VALUES,  HOUR",
        "buyers,   interval=hour&tz=Asia/Kathmandu,                          MEMBERS, QUARTER",
        "buyers,   interval=minute&tz=Asia/Kathmandu,                        VALUES,  MINUTE",
        "buyers,   interval=total,                                           VALUES,  DAY",
        "buyers,   interval=total&from=2026-11-19,                           MEMBERS, QUARTER",
        "buyers,   interval=total&from=2026-11-20T10:00:00Z&to=2026-11-20T10:15:00Z, MEMBERS, QUARTER",
    })
    void readsTheCoarsestSufficientRows(String metric, String parameters, Table table, Length length) throws Exception {
        StoredRows rows =
                DefinedQueries.of("metric=" + metric + "&" + parameters).rows();

        assertThat(rows.table()).isEqualTo(table);
        assertThat(rows.pieces()).singleElement().extracting(Piece::length).isEqualTo(length);
    }

    @Test
    void totalReadsDaysAndFinerRowsAtBothEnds() throws Exception {
        StoredRows rows = DefinedQueries.of(
                        "metric=signups&interval=total&from=2026-11-01T22:58:00Z&to=2026-11-10T01:01:00Z")
                .rows();

        assertThat(rows.pieces())
                .containsExactly(
                        piece(Length.MINUTE, "2026-11-01T22:58:00Z", "2026-11-01T23:00:00Z"),
                        piece(Length.HOUR, "2026-11-01T23:00:00Z", "2026-11-02T00:00:00Z"),
                        piece(Length.DAY, "2026-11-02T00:00:00Z", "2026-11-10T00:00:00Z"),
                        piece(Length.HOUR, "2026-11-10T00:00:00Z", "2026-11-10T01:00:00Z"),
                        piece(Length.MINUTE, "2026-11-10T01:00:00Z", "2026-11-10T01:01:00Z"));
    }

    @Test
    void propertyNamedLikeAParameterNeedsItsFullName() throws Exception {
        DefinedMetric metric = new DefinedMetric(new MetricDefinition(
                "m",
                "",
                TypeFilter.ALL,
                List.of(),
                Aggregate.COUNT,
                null,
                List.of(
                        FieldPath.ofProperty("limit"),
                        FieldPath.ofProperty("type"),
                        FieldPath.of(FieldPath.Field.TYPE),
                        FieldPath.ofProperty("a,b")),
                List.of()));

        assertThat(metric.group("limit")).isEmpty();
        assertThat(metric.group("properties.limit")).hasValue(0);
        assertThat(metric.group("type")).hasValue(2);
        assertThat(metric.group("properties.type")).hasValue(1);
        assertThat(metric.group("\"a,b\"")).hasValue(3);
    }

    @Test
    void commaInQuotesDoesNotSeparateGroups() throws Exception {
        MetricDefinition definition = new MetricDefinition(
                "m",
                "",
                TypeFilter.ALL,
                List.of(),
                Aggregate.COUNT,
                null,
                List.of(FieldPath.ofProperty("a,b"), FieldPath.ofProperty("c\",d"), FieldPath.ofProperty("e")),
                List.of());
        Parameters parameters = Parameters.of(Map.of("by", List.of("properties.e,\"c\\\",d\"", "properties.\"a,b\"")));

        assertThat(new DefinedQueryParser(parameters, new DefinedMetric(definition), Instant.EPOCH)
                        .query(1)
                        .by())
                .containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\"", "\\\"", ","})
    void refusesALongListOfGroups(String text) {
        assertThatThrownBy(() -> DefinedQueries.of("metric=signups&by=\"" + text.repeat(20_000)))
                .isInstanceOf(BadParameterException.class);
    }

    @Test
    void readsTheCurrentVersionIfRequestedOrForAToken() throws Exception {
        String token = new LogPositions(Map.of(0, 5L)).toToken();

        assertThat(DefinedQueries.of("metric=signups").isOfCurrent()).isFalse();
        assertThat(DefinedQueries.of("metric=signups&definition=current").isOfCurrent())
                .isTrue();
        assertThat(DefinedQueries.of("metric=signups&after=" + token).isOfCurrent())
                .isTrue();
    }

    @Test
    void distinguishesThePropertyValueFromTheFieldValue() throws Exception {
        MetricDefinition byValue = new MetricDefinition(
                "m",
                "",
                TypeFilter.ALL,
                List.of(),
                Aggregate.COUNT,
                null,
                List.of(FieldPath.of(FieldPath.Field.VALUE), FieldPath.ofProperty("value")),
                List.of());
        MetricsQuery.Defined query = new MetricsQuery.Defined(
                byValue,
                null,
                DefinedQueries.of("metric=signups").range(),
                List.of(0, 1),
                Map.of(),
                Order.TIME,
                false,
                1);

        assertThat(query.group(0).name()).isEqualTo("value_2");
        assertThat(query.group(1).name()).isEqualTo("properties.value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metric=signups&country=DE              | UNKNOWN_PARAMETER | country  | properties.geo.country",
                "metric=signups&group_by=day            | UNKNOWN_PARAMETER | group_by | by, type, properties.plan",
                "metric=signups&interval=week           | INVALID_PARAMETER | interval | minute, hour, day or total",
                "metric=signups&interval=               | INVALID_PARAMETER | interval | minute, hour, day or total",
                "metric=signups&interval=day&interval=day | INVALID_PARAMETER | interval | once",
                "metric=signups&by=platform             | INVALID_PARAMETER | by       | type, properties.plan, properties.geo.country",
                "metric=signups&by=plan,                | INVALID_PARAMETER | by       | properties.plan",
                "metric=signups&by=plan&by=             | INVALID_PARAMETER | by       | properties.plan",
                "metric=buyers&by=plan                  | INVALID_PARAMETER | by       | none",
                "metric=buyers_by_plan&by=              | INVALID_PARAMETER | by       | distinct counts of groups do not add up",
                "metric=signups&definition=previous     | INVALID_PARAMETER | definition | must be current",
                "metric=signups&order=name              | INVALID_PARAMETER | order    | time or value",
                "metric=signups&tz=Berlin               | INVALID_PARAMETER | tz       | Europe/Berlin",
                "metric=signups&tz=                     | INVALID_PARAMETER | tz       | IANA",
                "metric=signups&tz=%2B01:00             | INVALID_PARAMETER | tz       | IANA",
                "metric=signups&tz=UTC&tz=UTC           | INVALID_PARAMETER | tz       | once",
                "metric=buyers&from=1978-01-01&to=1978-01-01&tz=Pacific/Kiritimati | INVALID_PARAMETER | tz | 15 minutes",
                "metric=signups&from=1971-01-01&to=1971-01-01&tz=Africa/Monrovia | INVALID_PARAMETER | tz | a minute",
                "metric=signups&from=20261120           | INVALID_PARAMETER | from     | YYYY-MM-DD",
                "metric=signups&from=2026-11-20T00:00:00Z | INVALID_PARAMETER | from   | YYYY-MM-DD",
                "metric=signups&interval=hour&from=noon | INVALID_PARAMETER | from     | RFC 3339",
                "metric=signups&interval=hour&to=       | INVALID_PARAMETER | to       | RFC 3339",
                "metric=signups&interval=hour&from=1969-12-31T23:59:59Z | INVALID_PARAMETER | from | 1970-01-01",
                "metric=signups&interval=hour&to=2106-01-01T00:00:00Z | INVALID_PARAMETER | to | 2105-12-31",
                "metric=signups&from=2026-11-21         | INVALID_PARAMETER | from     | 2026-11-20",
                "metric=signups&interval=total&from=2026-11-20T02:00:00Z&to=2026-11-20T01:00:00Z | INVALID_PARAMETER | from | 2026-11-20T01:00:00Z",
                "metric=signups&interval=minute&from=2026-10-01 | INVALID_PARAMETER | from | at most 31 days",
                "metric=signups&tz=Asia/Kolkata&from=2026-10-01 | INVALID_PARAMETER | from | minute",
                "metric=signups&tz=Europe/Berlin&from=2020-01-01 | INVALID_PARAMETER | from | hour",
                "metric=buyers&interval=total&from=2020-01-01 | INVALID_PARAMETER | from | every distinct value",
                "metric=signups&limit=0                 | INVALID_PARAMETER | limit    | 100000",
                "metric=signups&format=xml              | INVALID_PARAMETER | format   | csv",
            })
    void refusalsNameTheAllowedValues(String query, ApiError error, String field, String allowed) {
        assertThatThrownBy(() -> DefinedQueries.of(query))
                .isInstanceOfSatisfying(BadParameterException.class, refused -> {
                    assertThat(refused.error()).isEqualTo(error);
                    assertThat(refused.field()).isEqualTo(field);
                    assertThat(refused.getMessage()).contains(allowed).endsWith(".");
                });
    }

    @Property(tries = 100)
    void noTextCausesAnUnexpectedException(@ForAll String text, @ForAll String other) {
        for (String name : List.of("by", "tz", "from", "to", "interval", "order", "limit", "plan", other)) {
            Map<String, List<String>> parameters = new HashMap<>(Map.of("interval", List.of("total")));
            parameters.put(name, List.of(text));
            parameters.put("metric", List.of("signups"));
            try {
                assertThat(MetricsRequestParser.parse(
                                parameters, null, new MetricCatalogue(SampleDefinitions.ALL), Instant.EPOCH))
                        .isNotNull();
            } catch (BadParameterException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void examplesOfTheCatalogueAreValid() throws Exception {
        for (MetricDefinition definition : SampleDefinitions.ALL) {
            String example = new DefinedMetric(definition).example();
            assertThat(DefinedQueries.of(example.substring(example.indexOf('?') + 1))
                            .definition())
                    .isEqualTo(definition);
        }
    }

    private static Piece piece(Length length, String begin, String end) {
        return new Piece(length, at(begin).getEpochSecond(), at(end).getEpochSecond());
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
