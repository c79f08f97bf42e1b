// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.Account;
import dev.weir.job.metric.MetricRow.Interval;
import dev.weir.job.metric.MetricRow.Member;
import dev.weir.job.metric.MetricsHistory.RowKey;
import dev.weir.job.testing.Step;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Compares random histories of events, with restarts, to a plain computation over the list of all events. */
class MetricsPropertyTest {
    private static final int FIRST_DAY = 20_000;
    private static final int MAX_GROUPS = 1_000;
    private static final Duration LATENESS = Duration.ofDays(30);

    private static final MetricDefinition NUMBERS =
            Definitions.of(Aggregate.SUM, Definitions.VALUE, Definitions.VIDEO, Definitions.USER);
    private static final MetricDefinition USERS = Definitions.of(Aggregate.UNIQUE, Definitions.USER, Definitions.VIDEO);
    private static final MetricDefinition HISTOGRAM = Definitions.histogram(Definitions.VALUE, "-0.5", "0", "2.25");

    @Property(tries = 60)
    void rowsEqualTheOracle(
            @ForAll("histories") List<Step> steps,
            @ForAll("numbers") List<Double> numbers,
            @ForAll @IntRange(min = 1, max = 50) int cachedTotals)
            throws Exception {
        List<Event> events = new ArrayList<>();
        long now = EpochDay.start(FIRST_DAY);
        try (MetricsHistory history = new MetricsHistory(
                List.of(NUMBERS, USERS, HISTOGRAM), new StateRetention(LATENESS), MAX_GROUPS, cachedTotals)) {
            for (Step step : steps) {
                switch (step.kind()) {
                    case EVENT -> {
                        Event event = event(step, now, numbers.get(events.size() % numbers.size()), events.size());
                        history.add(new ReceivedEvent(step.key(), events.size(), now, event));
                        events.add(event);
                        if (step.hours() % 2 == 0) {
                            history.flush();
                        }
                    }
                    case TIME -> now += step.millis();
                    case WATERMARK -> {
                        history.flush();
                        history.watermark(now);
                    }
                    case RESTART -> {
                        history.flush();
                        history.restart(1 + step.hours() % 4, now);
                    }
                }
            }
            history.flush();
            history.watermark(now);

            for (Interval interval : Interval.values()) {
                assertNumbers(events, interval, history);
                assertUsers(events, interval, history);
            }
            assertThat(history.members()).isEqualTo(membersOf(events));
            // Each of the three metrics measures every event.
            assertThat(eventsInTheLedger(history)).isEqualTo(3L * events.size());

            history.watermark(now + 100 * EpochDay.MILLIS);
            assertThat(history.stateEntries()).isZero();
            assertThat(history.timers()).isZero();
        }
    }

    private static Event event(Step step, long now, double value, int index) {
        long timestamp = now - Math.min(step.millis(), LATENESS.toMillis()) - step.hours() % 7 * 60_000L;
        String group = step.hours() % 3 + "";
        return new Event("e" + index, false, "t", timestamp, "u" + step.key(), "v" + group, null, value, null);
    }

    private static void assertNumbers(List<Event> events, Interval interval, MetricsHistory history) {
        Map<RowKey, List<Event>> byKey = events.stream()
                .collect(Collectors.groupingBy(event -> new RowKey(
                        NUMBERS.id(),
                        interval,
                        startOf(event, interval),
                        List.of(Objects.requireNonNull(event.videoId()), event.userId()))));
        assertThat(rowsOf(history, NUMBERS, interval)).hasSameSizeAs(byKey.entrySet());
        byKey.forEach((key, group) -> {
            Measured row = Objects.requireNonNull(history.rows().get(key));
            List<BigDecimal> values =
                    group.stream().map(MetricsPropertyTest::number).toList();
            assertThat(row.events()).isEqualTo(group.size());
            assertThat(row.sum()).isEqualByComparingTo(values.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
            assertThat(row.min())
                    .isEqualByComparingTo(
                            values.stream().reduce(BigDecimal::min).orElseThrow());
            assertThat(row.max())
                    .isEqualByComparingTo(
                            values.stream().reduce(BigDecimal::max).orElseThrow());
            Event last = group.stream()
                    .reduce((one, other) -> other.timestamp() >= one.timestamp() ? other : one)
                    .orElseThrow();
            assertThat(row.last()).isEqualByComparingTo(number(last));
        });
        Map<Long, List<Event>> byStart =
                events.stream().collect(Collectors.groupingBy(event -> startOf(event, interval)));
        byStart.forEach((start, group) -> {
            long[] buckets = new long[4];
            for (Event event : group) {
                double value = Objects.requireNonNull(event.value());
                buckets[value <= -0.5 ? 0 : value <= 0 ? 1 : value <= 2.25 ? 2 : 3]++;
            }
            assertThat(Objects.requireNonNull(history.row(HISTOGRAM, interval, start))
                            .buckets())
                    .containsExactly(buckets);
        });
    }

    private static void assertUsers(List<Event> events, Interval interval, MetricsHistory history) {
        Map<RowKey, Set<String>> users = events.stream()
                .collect(Collectors.groupingBy(
                        event -> new RowKey(
                                USERS.id(),
                                interval,
                                startOf(event, interval),
                                List.of(Objects.requireNonNull(event.videoId()))),
                        Collectors.mapping(Event::userId, Collectors.toSet())));
        Map<RowKey, Long> expected = new HashMap<>();
        users.forEach((key, distinct) -> expected.put(key, (long) distinct.size()));
        assertThat(rowsOf(history, USERS, interval).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, row -> row.getValue().uniques())))
                .isEqualTo(expected);
    }

    private static long eventsInTheLedger(MetricsHistory history) throws Exception {
        long[] events = {0};
        history.checkpoint()
                .forEach((account, day, amount) -> events[0] += account == Account.METRIC_EVENTS ? amount : 0);
        return events[0];
    }

    private static Set<Member> membersOf(List<Event> events) {
        Set<Member> members = new HashSet<>();
        for (Event event : events) {
            long minute = TimeUnit.MILLISECONDS.toMinutes(event.timestamp());
            members.add(new Member(
                    USERS.id(),
                    minute - minute % 15,
                    Groups.encode(Objects.requireNonNull(event.videoId())),
                    event.userId()));
        }
        return members;
    }

    private static Map<RowKey, Measured> rowsOf(
            MetricsHistory history, MetricDefinition definition, Interval interval) {
        return history.rows().entrySet().stream()
                .filter(row -> row.getKey().definition() == definition.id()
                        && row.getKey().interval() == interval)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static long startOf(Event event, Interval interval) {
        return interval.startOf(TimeUnit.MILLISECONDS.toMinutes(event.timestamp()));
    }

    private static BigDecimal number(Event event) {
        return BigDecimal.valueOf(Objects.requireNonNull(event.value()));
    }

    @Provide
    Arbitrary<List<Double>> numbers() {
        return Arbitraries.of(0.1, 0.2, -0.5, 0.0, 2.25, 1e15, 1e-9, -7.0, 123456.789)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Step.histories(3);
    }
}
