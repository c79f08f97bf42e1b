// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.gateway.query.MetricsQuery.Grouping;
import dev.weir.gateway.query.MetricsQuery.Interval;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricsRequestParserTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-20");
    private static final Instant NOW = Instant.parse("2026-11-20T23:59:59Z");
    private static final MetricCatalogue CATALOGUE = new MetricCatalogue(List.of());
    private static final DateRange ONLY_TODAY = new DateRange(TODAY, TODAY);

    @Test
    void noParametersRequestTheCatalogue() throws BadParameterException {
        assertThat(parse("")).isEqualTo(new MetricsRequest.Catalogue());
    }

    @Test
    void everyParameterButTheMetricHasADefault() throws BadParameterException {
        assertThat(queryOf("metric=views"))
                .isEqualTo(new MetricsQuery.Views(ONLY_TODAY, List.of(), Grouping.DAY_AND_VIDEO, 1_000));
        assertThat(queryOf("metric=active_users")).isEqualTo(new MetricsQuery.ActiveUsers(ONLY_TODAY, 1_000));
        assertThat(queryOf("metric=views_30d"))
                .isEqualTo(new MetricsQuery.RollingViews(ONLY_TODAY, List.of(), false, 1_000));
        assertThat(queryOf("metric=events"))
                .isEqualTo(new MetricsQuery.Events(ONLY_TODAY, List.of(), Interval.DAY, 1_000));
    }

    @Test
    void everyParameterIsRead() throws BadParameterException {
        DateRange range = new DateRange(LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-02"));
        assertThat(queryOf("metric=views&from=2026-11-01&to=2026-11-02&video_id=a&video_id=b&group_by=day&limit=7"))
                .isEqualTo(new MetricsQuery.Views(range, List.of("a", "b"), Grouping.DAY, 7));
        assertThat(queryOf("metric=views&group_by=video_id&group_by=day"))
                .isEqualTo(new MetricsQuery.Views(ONLY_TODAY, List.of(), Grouping.DAY_AND_VIDEO, 1_000));
        assertThat(queryOf("metric=views_30d&group_by=as_of&limit=100000"))
                .isEqualTo(new MetricsQuery.RollingViews(ONLY_TODAY, List.of(), true, 100_000));
        assertThat(queryOf("metric=events&type=purchase&interval=minute"))
                .isEqualTo(new MetricsQuery.Events(
                        times("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", "2026-11-20", "2026-11-20"),
                        List.of("purchase"),
                        Interval.MINUTE,
                        1_000));
        assertThat(queryOf("metric=events&interval=minute&from=2026-11-20T10:00:01Z&to=2026-11-20T11:00:00Z"))
                .isEqualTo(new MetricsQuery.Events(
                        times(
                                "2026-11-20T10:01:00Z",
                                "2026-11-20T11:00:00Z",
                                "2026-11-20T10:01:00Z",
                                "2026-11-20T11:00:00Z"),
                        List.of(),
                        Interval.MINUTE,
                        1_000));
    }

    @Test
    void examplesOfTheCatalogueAreValid() throws BadParameterException {
        for (Metric metric : CATALOGUE.metrics()) {
            assertThat(parse(metric.example().substring(metric.example().indexOf('?') + 1)))
                    .isInstanceOfSatisfying(
                            MetricsRequest.Read.class,
                            read -> assertThat(read.query().metric()).isEqualTo(metric.wireName()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "from=2026-11-01,                           MISSING_PARAMETER, metric,    views_30d",
        "metric=,                                   MISSING_PARAMETER, metric,    views_30d",
        "metric=view,                               INVALID_PARAMETER, metric,    'views, active_users, views_30d, events'",
        "metric=views&metric=events,                INVALID_PARAMETER, metric,    once",
        "metric=views&form=2026-11-01,              UNKNOWN_PARAMETER, form,      'from, to, limit, format, after, video_id, group_by'",
        "metric=active_users&video_id=a,            UNKNOWN_PARAMETER, video_id,  active_users",
        "metric=events&group_by=day,                UNKNOWN_PARAMETER, group_by,  interval",
        "metric=views&from=2026-02-30,              INVALID_PARAMETER, from,      YYYY-MM-DD",
        "metric=views&from=1.1.2026,                INVALID_PARAMETER, from,      YYYY-MM-DD",
        "metric=views&to=,                          INVALID_PARAMETER, to,        YYYY-MM-DD",
        "metric=views&to=2106-01-01,                INVALID_PARAMETER, to,        2105-12-31",
        "metric=views&from=1969-12-31,              INVALID_PARAMETER, from,      1970-01-01",
        "metric=views&from=2026-11-21,              INVALID_PARAMETER, from,      2026-11-20",
        "metric=views&from=2026-11-02&to=2026-11-01, INVALID_PARAMETER, from,     after",
        "metric=views&from=2026-11-01&from=2026-11-01, INVALID_PARAMETER, from,   once",
        "metric=views&limit=0,                      INVALID_PARAMETER, limit,     100000",
        "metric=views&limit=100001,                 INVALID_PARAMETER, limit,     100000",
        "metric=views&limit=-1,                     INVALID_PARAMETER, limit,     100000",
        "metric=views&limit=99999999999999999999,   INVALID_PARAMETER, limit,     100000",
        "metric=views&group_by=week,                INVALID_PARAMETER, group_by,  video_id",
        "metric=views_30d&group_by=day,             INVALID_PARAMETER, group_by,  as_of",
        "metric=events&interval=week,               INVALID_PARAMETER, interval,  hour",
        "metric=events&from=2026-11-20T10:00:00Z,   INVALID_PARAMETER, from,      YYYY-MM-DD",
        "metric=views&from=2026-11-20T10:00:00Z,    INVALID_PARAMETER, from,      YYYY-MM-DD",
        "metric=events&type=,                       INVALID_PARAMETER, type,      blank",
        "metric=views&format=xml,                   INVALID_PARAMETER, format,    csv",
        "metric=views&after=x,                      INVALID_PARAMETER, after,     Weir-Token",
    })
    void refusalsNameTheAllowedValues(String query, ApiError error, String field, String allowed) {
        assertThatThrownBy(() -> parse(query)).isInstanceOfSatisfying(BadParameterException.class, refused -> {
            assertThat(refused.error()).isEqualTo(error);
            assertThat(refused.field()).isEqualTo(field);
            assertThat(refused.getMessage()).contains(allowed).endsWith(".");
        });
    }

    @Property(tries = 50)
    void noParametersCauseAnUnexpectedException(@ForAll Map<String, List<String>> parameters, @ForAll String accept) {
        Map<String, List<String>> some = new LinkedHashMap<>(parameters);
        some.put("metric", List.of("views"));
        assertParsesOrRefuses(some, accept);
        assertParsesOrRefuses(parameters, accept);
    }

    private static void assertParsesOrRefuses(Map<String, List<String>> parameters, String accept) {
        try {
            assertThat(MetricsRequestParser.parse(parameters, accept, CATALOGUE, NOW))
                    .isNotNull();
        } catch (BadParameterException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metric=views            | */*                                     | JSON",
                "metric=views            | text/csv                                | CSV",
                "metric=views            | TEXT/CSV; charset=utf-8                 | CSV",
                "metric=views            | application/json, text/csv;q=0.5        | JSON",
                "metric=views            | application/json;q=0.4, text/*;q=0.5    | CSV",
                "metric=views            | text/html                               | JSON",
                "metric=views            | text/csv;q=0                            | JSON",
                "metric=views&format=csv | application/json                        | CSV",
                "metric=views&format=json| text/csv                                | JSON",
            })
    void choosesTheFormat(String query, String accept, AnswerFormat expected) throws BadParameterException {
        assertThat(MetricsRequestParser.parse(parameters(query), accept, CATALOGUE, NOW))
                .isInstanceOfSatisfying(MetricsRequest.Read.class, read -> assertThat(read.format())
                        .isEqualTo(expected));
    }

    private static TimeRange times(String begin, String end, String writtenFrom, String writtenTo) {
        return new TimeRange(Instant.parse(begin), Instant.parse(end), ZoneOffset.UTC, writtenFrom, writtenTo);
    }

    private static MetricsQuery queryOf(String query) throws BadParameterException {
        return ((MetricsRequest.Read) parse(query)).query();
    }

    private static MetricsRequest parse(String query) throws BadParameterException {
        return MetricsRequestParser.parse(parameters(query), null, CATALOGUE, NOW);
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters
                    .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        return parameters;
    }
}
