// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.Tally;
import dev.weir.job.metric.MetricRow.Interval;
import dev.weir.job.metric.MetricRow.Member;
import dev.weir.job.time.EpochDay;
import dev.weir.job.time.StateRetention;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsFunctionTest {
    private static final int DAY = 20_500;
    private static final long MIDNIGHT = EpochDay.start(DAY);
    private static final long DAY_MINUTE = TimeUnit.MILLISECONDS.toMinutes(MIDNIGHT);
    private static final StateRetention RETENTION = new StateRetention(Duration.ofDays(30));

    private static final int CACHED = 1_000;

    private long nextOffset;

    @Test
    void sumsByMinuteHourAndDay() throws Exception {
        MetricDefinition sum = Definitions.of(Aggregate.SUM, Definitions.VALUE, Definitions.VIDEO);
        try (MetricsHistory history = history(sum)) {
            history.events(event(10, "u", "v", 0.1), event(10, "u", "v", 0.2), event(70, "u", "v", 1.0));

            assertThat(measured(history, sum, Interval.MINUTE, 10).sum()).isEqualByComparingTo("0.3");
            assertThat(measured(history, sum, Interval.HOUR, 0).sum()).isEqualByComparingTo("0.3");
            assertThat(measured(history, sum, Interval.HOUR, 60).sum()).isEqualByComparingTo("1");
            assertThat(measured(history, sum, Interval.DAY, 0).sum()).isEqualByComparingTo("1.3");
            assertThat(measured(history, sum, Interval.DAY, 0).events()).isEqualTo(3);
        }
    }

    @Test
    void lastIsTheLatestEventInAnyOrder() throws Exception {
        MetricDefinition last = Definitions.of(Aggregate.LAST, Definitions.VALUE, Definitions.VIDEO);
        try (MetricsHistory history = history(last)) {
            history.events(event(70, "u", "v", 7.0));
            history.events(event(10, "u", "v", 1.0));

            assertThat(measured(history, last, Interval.DAY, 0).last()).isEqualByComparingTo("7");
            assertThat(measured(history, last, Interval.DAY, 0).min()).isEqualByComparingTo("1");
        }
    }

    @Test
    void bucketsContainTheirUpperBound() throws Exception {
        MetricDefinition histogram = Definitions.histogram(Definitions.VALUE, "1", "5");
        try (MetricsHistory history = history(histogram)) {
            history.events(event(0, "u", null, 1.0), event(0, "u", null, 1.1), event(0, "u", null, 5.0));
            history.events(event(1, "u", null, 5.1), event(1, "u", null, -3.0));

            assertThat(Objects.requireNonNull(history.row(histogram, Interval.DAY, DAY_MINUTE))
                            .buckets())
                    .containsExactly(2, 2, 1);
        }
    }

    @Test
    void valuesOfAUniqueCountCountOncePerInterval() throws Exception {
        MetricDefinition unique = Definitions.of(Aggregate.UNIQUE, Definitions.USER, Definitions.VIDEO);
        try (MetricsHistory history = history(unique)) {
            history.events(event(1, "ann", "v", null), event(1, "ann", "v", null), event(2, "ann", "v", null));
            history.events(event(61, "ann", "v", null), event(1, "bob", "v", null));

            assertThat(measured(history, unique, Interval.MINUTE, 1).uniques()).isEqualTo(2);
            assertThat(measured(history, unique, Interval.HOUR, 0).uniques()).isEqualTo(2);
            assertThat(measured(history, unique, Interval.HOUR, 60).uniques()).isEqualTo(1);
            assertThat(measured(history, unique, Interval.DAY, 0).uniques()).isEqualTo(2);
            assertThat(history.members())
                    .containsExactlyInAnyOrder(
                            new Member(unique.id(), DAY_MINUTE, Groups.encode("v"), "ann"),
                            new Member(unique.id(), DAY_MINUTE + 60, Groups.encode("v"), "ann"),
                            new Member(unique.id(), DAY_MINUTE, Groups.encode("v"), "bob"));
        }
    }

    @Test
    void eventsOfFurtherGroupsCountAsOther() throws Exception {
        MetricDefinition sum = Definitions.of(Aggregate.SUM, Definitions.VALUE, Definitions.VIDEO);
        try (MetricsHistory history = new MetricsHistory(List.of(sum), RETENTION, 2, CACHED)) {
            history.events(event(0, "u", "a", 1.0));
            history.events(event(0, "u", "b", 2.0));
            history.events(event(0, "u", "c", 4.0));
            history.events(event(1, "u", "d", 8.0), event(1, "u", "a", 16.0));

            assertThat(sum(history, sum, "a")).isEqualByComparingTo("17");
            assertThat(sum(history, sum, "b")).isEqualByComparingTo("2");
            assertThat(sum(history, sum, Groups.OTHER)).isEqualByComparingTo("12");
            assertThat(history.row(sum, Interval.DAY, DAY_MINUTE, "c")).isNull();
        }
    }

    @Test
    void eventsWithoutTheValueAreSkippedAndCounted() throws Exception {
        MetricDefinition sum = Definitions.of(Aggregate.SUM, Definitions.VALUE);
        try (MetricsHistory history = history(sum)) {
            history.events(event(0, "u", null, null), event(0, "u", null, 1.0));
            history.events(event(5, "u", null, null));

            assertThat(history.skipped()).containsOnly(Map.entry(sum.id(), 2L));
            assertThat(Objects.requireNonNull(history.row(sum, Interval.DAY, DAY_MINUTE))
                            .events())
                    .isEqualTo(1);
        }
    }

    @Test
    void dropsTheStateOfADayThatIsClosed() throws Exception {
        MetricDefinition sum = Definitions.of(Aggregate.SUM, Definitions.VALUE, Definitions.VIDEO);
        MetricDefinition unique = Definitions.of(Aggregate.UNIQUE, Definitions.USER);
        try (MetricsHistory history = history(sum, unique)) {
            history.events(event(0, "u", "a", 1.0), event(0, "u", "a", null));
            long closed = RETENTION.expiry(DAY);

            history.watermark(closed - 1);
            assertThat(history.stateEntries()).isPositive();

            history.watermark(closed);
            assertThat(history.stateEntries()).isZero();
            assertThat(history.timers()).isZero();
        }
    }

    @Test
    void holdsTotalsBackUntilEverythingReceivedBeforeTheRestoreIsReadAgain() throws Exception {
        MetricDefinition sum = Definitions.of(Aggregate.SUM, Definitions.VALUE, Definitions.VIDEO);
        long restoredAt = MIDNIGHT + Duration.ofHours(1).toMillis();
        try (MetricsHistory history = history(sum)) {
            history.events(event(0, "u", "a", 1.0));
            history.restart(2, restoredAt);
            int before = history.emitted();
            history.events(event(1, "u", "a", 2.0));
            history.watermark(restoredAt - 1);
            assertThat(history.emitted()).isEqualTo(before);
            assertThat(events(history.checkpoint())).isEqualTo(1);

            history.watermark(restoredAt);
            assertThat(sum(history, sum, "a")).isEqualByComparingTo("3");
            assertThat(events(history.checkpoint())).isEqualTo(2);

            history.events(event(2, "u", "a", 4.0));
            assertThat(sum(history, sum, "a")).isEqualByComparingTo("7");
        }
    }

    @Test
    void holdsTotalsBackAcrossASecondRestore() throws Exception {
        MetricDefinition sum = Definitions.of(Aggregate.SUM, Definitions.VALUE, Definitions.VIDEO);
        try (MetricsHistory history = history(sum)) {
            history.events(event(0, "u", "a", 1.0));
            history.restart(1, MIDNIGHT + 1_000);
            history.events(event(1, "u", "a", 2.0));
            history.restart(3, MIDNIGHT + 9_000);
            history.watermark(MIDNIGHT + 5_000);
            assertThat(sum(history, sum, "a")).isEqualByComparingTo("1");

            history.watermark(MIDNIGHT + 9_000);
            assertThat(sum(history, sum, "a")).isEqualByComparingTo("3");
        }
    }

    private static MetricsHistory history(MetricDefinition... definitions) throws Exception {
        return new MetricsHistory(List.of(definitions), RETENTION, MetricsFunction.MAX_GROUPS, CACHED);
    }

    private static Measured measured(
            MetricsHistory history, MetricDefinition definition, Interval interval, int minuteOfDay) {
        return Objects.requireNonNull(history.row(definition, interval, DAY_MINUTE + minuteOfDay, "v"));
    }

    private static BigDecimal sum(MetricsHistory history, MetricDefinition definition, String group) {
        return Objects.requireNonNull(history.row(definition, Interval.DAY, DAY_MINUTE, group))
                .sum();
    }

    private static long events(Tally ledger) {
        long[] events = {0};
        ledger.forEach((account, day, amount) -> events[0] += account == Account.METRIC_EVENTS ? amount : 0);
        return events[0];
    }

    private ReceivedEvent event(int minute, String userId, @Nullable String videoId, @Nullable Double value) {
        long timestamp = MIDNIGHT + TimeUnit.MINUTES.toMillis(minute);
        Event event = new Event("e" + nextOffset, false, "t", timestamp, userId, videoId, null, value, null);
        return new ReceivedEvent(0, nextOffset++, timestamp, event);
    }
}
