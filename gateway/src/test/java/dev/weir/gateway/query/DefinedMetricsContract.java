// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.metric.MetricDefinition;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract of every {@link MetricsReader} that is about defined metrics. */
public abstract class DefinedMetricsContract {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-20");

    /** Returns a reader of exactly these numbers. The subclass closes the resources that it needs. */
    protected abstract MetricsReader readerOf(SampleNumbers numbers) throws Exception;

    private static SampleNumbers numbers(MetricDefinition definition) {
        return new SampleNumbers(TODAY)
                .measured(definition, at("2026-11-18T22:59:59.999Z"), List.of("pro", "DE"), "19.9", "")
                .measured(definition, at("2026-11-18T23:00:00Z"), List.of("pro", "DE"), "0.30", "")
                .measured(definition, at("2026-11-19T12:00:30Z"), List.of("pro", "US"), "100", "")
                .measured(definition, at("2026-11-19T12:00:31Z"), List.of("", "US"), "-7.00000000000000000001", "")
                .measured(definition, at("2026-11-19T12:00:31Z"), List.of("", "US"), "1e-20", "")
                .measured(definition, at("2026-11-20T00:00:00Z"), List.of("free", ""), "0.00", "")
                .freshness("metric_values", "2026-11-20T00:00:05.250Z");
    }

    @Test
    void sumsAreByDayAndAllGroupsByDefault() throws Exception {
        assertThat(rows(SampleDefinitions.REVENUE, "from=2026-11-18"))
                .containsExactly(
                        List.of(day("2026-11-18"), "pro", "DE", number("20.2")),
                        List.of(day("2026-11-19"), "", "US", number("-7")),
                        List.of(day("2026-11-19"), "pro", "US", new BigDecimal("1E+2")),
                        List.of(day("2026-11-20"), "free", "", number("0")));
    }

    @Test
    void sumsAddUpOverGroupsAndTime() throws Exception {
        assertThat(rows(SampleDefinitions.REVENUE, "from=2026-11-18&by=geo.country&interval=total"))
                .containsExactly(List.of("", number("0")), List.of("DE", number("20.2")), List.of("US", number("93")));
        assertThat(rows(SampleDefinitions.REVENUE, "from=2026-11-18&by=&interval=total"))
                .containsExactly(List.of(number("113.2")));
        assertThat(rows(SampleDefinitions.REVENUE, "from=2026-11-18&by=&order=value"))
                .containsExactly(
                        List.of(day("2026-11-19"), number("93")),
                        List.of(day("2026-11-18"), number("20.2")),
                        List.of(day("2026-11-20"), number("0")));
    }

    @Test
    void daysFollowTheTimeZone() throws Exception {
        assertThat(rows(SampleDefinitions.REVENUE, "from=2026-11-18&to=2026-11-19&tz=Europe/Berlin&by=plan"))
                .containsExactly(
                        List.of(day("2026-11-18"), "pro", number("19.9")),
                        List.of(day("2026-11-19"), "", number("-7")),
                        List.of(day("2026-11-19"), "pro", number("100.3").stripTrailingZeros()));
    }

    @Test
    void endOfARangeOfInstantsIsExclusive() throws Exception {
        assertThat(rows(
                        SampleDefinitions.REVENUE,
                        "from=2026-11-18T22:59:00Z&to=2026-11-19T12:00:00Z&interval=hour&by="))
                .containsExactly(List.of(at("2026-11-18T23:00:00Z"), number("0.3")));
        assertThat(rows(
                        SampleDefinitions.REVENUE,
                        "from=2026-11-18T22:59:00Z&to=2026-11-19T12:01:00Z&interval=minute&by="))
                .containsExactly(
                        List.of(at("2026-11-18T22:59:00Z"), number("19.9")),
                        List.of(at("2026-11-18T23:00:00Z"), number("0.3")),
                        List.of(at("2026-11-19T12:00:00Z"), number("93")));
        assertThat(rows(
                        SampleDefinitions.REVENUE,
                        "from=2026-11-18T22:59:00Z&to=2026-11-19T12:00:00Z&interval=total&by="))
                .containsExactly(List.of(number("20.2")));
    }

    @Test
    void filterSelectsTheNamedGroups() throws Exception {
        assertThat(rows(SampleDefinitions.REVENUE, "from=2026-11-18&interval=total&by=&plan=&properties.plan=free"))
                .containsExactly(List.of(number("-7")));
        assertThat(rows(
                        SampleDefinitions.REVENUE,
                        "from=2026-11-18&interval=total&plan=pro&geo.country=US&geo.country=FR"))
                .containsExactly(List.of("pro", "US", new BigDecimal("1E+2")));
        assertThat(rows(SampleDefinitions.REVENUE, "from=2026-11-18&interval=total&plan=none"))
                .isEmpty();
        assertThat(rows(SampleDefinitions.REVENUE, "from=2026-11-18&interval=total&plan=none&by="))
                .isEmpty();
    }

    @Test
    void lastIsTheValueOfTheLatestEvent() throws Exception {
        assertThat(rows(SampleDefinitions.BALANCE, "from=2026-11-18&interval=total&by=geo.country"))
                .containsExactly(
                        List.of("", number("0")),
                        List.of("DE", number("0.3")),
                        List.of("US", new BigDecimal("0.00000000000000000001")));
    }

    @Test
    void lastOfEqualTimestampsIsTheLaterInTheLog() throws Exception {
        for (List<String> plans : List.of(List.of("a", "b"), List.of("b", "a"))) {
            SampleNumbers numbers = new SampleNumbers(TODAY)
                    .measured(SampleDefinitions.BALANCE, at("2026-11-20T10:00:00Z"), List.of(plans.get(0), ""), "1", "")
                    .measured(
                            SampleDefinitions.BALANCE, at("2026-11-20T10:00:00Z"), List.of(plans.get(1), ""), "2", "");
            assertThat(readerOf(numbers)
                            .read(DefinedQueries.of("metric=balance&by="))
                            .rows())
                    .containsExactly(List.of(TODAY, number("2")));
        }
    }

    @Test
    void uniqueCountsEachValueOnceOverSeveralDays() throws Exception {
        SampleNumbers numbers = new SampleNumbers(TODAY)
                .measured(SampleDefinitions.BUYERS_BY_PLAN, at("2026-11-18T22:50:00Z"), List.of("pro"), "0", "ann")
                .measured(SampleDefinitions.BUYERS_BY_PLAN, at("2026-11-18T23:10:00Z"), List.of("pro"), "0", "ann")
                .measured(SampleDefinitions.BUYERS_BY_PLAN, at("2026-11-19T10:00:00Z"), List.of("pro"), "0", "bob")
                .measured(SampleDefinitions.BUYERS_BY_PLAN, at("2026-11-19T11:00:00Z"), List.of("free"), "0", "bob")
                .freshness("metric_values", "2026-11-20T00:00:05Z")
                .freshness("metric_members", "2026-11-20T00:00:04Z");
        MetricsReader reader = readerOf(numbers);

        assertThat(reader.read(DefinedQueries.of("metric=buyers_by_plan&from=2026-11-18"))
                        .rows())
                .containsExactly(
                        List.of(day("2026-11-18"), "pro", 1L),
                        List.of(day("2026-11-19"), "free", 1L),
                        List.of(day("2026-11-19"), "pro", 1L));
        MetricsAnswer ofBerlin =
                reader.read(DefinedQueries.of("metric=buyers_by_plan&from=2026-11-18&tz=Europe/Berlin&plan=pro"));
        assertThat(ofBerlin.rows())
                .containsExactly(List.of(day("2026-11-18"), "pro", 1L), List.of(day("2026-11-19"), "pro", 2L));
        assertThat(ofBerlin.asOf()).isEqualTo(at("2026-11-20T00:00:04Z"));
        assertThat(reader.read(DefinedQueries.of("metric=buyers_by_plan&from=2026-11-18&interval=total&order=value"))
                        .rows())
                .containsExactly(List.of("pro", 2L), List.of("free", 1L));
    }

    @Test
    void histogramsHaveBucketsAndQuantiles() throws Exception {
        SampleNumbers numbers = new SampleNumbers(TODAY);
        for (String value : List.of("0.5", "1", "1", "2", "11.5", "12")) {
            numbers.measured(SampleDefinitions.LATENCY, at("2026-11-20T10:00:00Z"), List.of("pro"), value, "");
        }
        MetricsAnswer answer = readerOf(numbers).read(DefinedQueries.of("metric=latency&interval=total"));

        assertThat(answer.columns().stream().map(Column::name))
                .containsExactly(
                        "properties.plan", "buckets", "count", "sum", "min", "max", "p50", "p90", "p95", "p99");
        assertThat(answer.rows())
                .containsExactly(List.of(
                        "pro",
                        List.of(0L, 1L, 4L, 4L),
                        6L,
                        number("28"),
                        number("0.5"),
                        number("12"),
                        number("1.5"),
                        number("11.4"),
                        number("11.7"),
                        number("11.94")));
    }

    @Test
    void refusesAMetricThatIsNotMeasured() throws Exception {
        MetricsReader reader = readerOf(numbers(SampleDefinitions.REVENUE));

        assertThatThrownBy(() -> reader.read(DefinedQueries.of("metric=balance")))
                .isInstanceOf(NotMeasuredException.class);
    }

    @Test
    void reportsFromWhenAMetricIsComplete() throws Exception {
        MetricsReader reader = readerOf(
                numbers(SampleDefinitions.REVENUE).since(SampleDefinitions.REVENUE, "2026-11-19T12:00:00.125Z"));
        MetricsAnswer answer = reader.read(DefinedQueries.of("metric=revenue"));

        assertThat(answer.since()).isEqualTo(at("2026-11-19T12:00:00.125Z"));
        assertThat(answer.asOf()).isEqualTo(at("2026-11-20T00:00:05.250Z"));
        assertThat(readerOf(numbers(SampleDefinitions.REVENUE))
                        .read(DefinedQueries.of("metric=revenue"))
                        .since())
                .isNull();
    }

    @Test
    void catalogueHasSkippedEventsAndEventsOverTheLimit() throws Exception {
        SampleNumbers numbers = numbers(SampleDefinitions.REVENUE)
                .since(SampleDefinitions.LATENCY, "2026-11-19T12:00:00.125Z")
                .measured(SampleDefinitions.REVENUE, at("2026-11-20T00:00:00Z"), other(), "1", "")
                .measured(SampleDefinitions.REVENUE, at("2026-11-14T00:00:00Z"), other(), "1", "")
                .measured(SampleDefinitions.REVENUE, at("2026-11-13T23:59:59Z"), other(), "1", "")
                .skipped(SampleDefinitions.REVENUE, "2026-11-01", 7)
                .skipped(SampleDefinitions.REVENUE, "2026-11-20", 2)
                .skipped(SampleDefinitions.BALANCE, "2026-11-20", 2);
        DateRange week = new DateRange(TODAY.minusDays(6), TODAY);

        assertThat(readerOf(numbers)
                        .read(new MetricsQuery.Measured(week, SampleDefinitions.ALL))
                        .rows())
                .containsExactlyInAnyOrder(
                        List.of(SampleDefinitions.REVENUE.id(), 0L, 0L, 0L, 0L, 9L, 2L),
                        List.of(
                                SampleDefinitions.LATENCY.id(),
                                at("2026-11-19T12:00:00.125Z").toEpochMilli(),
                                0L,
                                0L,
                                0L,
                                0L,
                                0L));
    }

    private static List<String> other() {
        return List.of("__other__", "__other__");
    }

    private List<List<Object>> rows(MetricDefinition definition, String parameters) throws Exception {
        return readerOf(numbers(definition))
                .read(DefinedQueries.of("metric=" + definition.name() + "&" + parameters))
                .rows();
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }
}
