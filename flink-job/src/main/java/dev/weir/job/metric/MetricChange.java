// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.time.EpochDay;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A change to the totals of a metric on a day.
 *
 * @param definition the id of the metric's definition
 * @param minute whole minutes since the Unix epoch; the first of the day unless something was measured
 * @param groups encoded by {@link Groups}
 * @param member the value of a unique count; empty for other metrics
 * @param skipped the number of events that were skipped
 * @param measured without events unless something was measured
 */
@TypeInfo(MetricChangeTypeInfoFactory.class)
public record MetricChange(
        Kind kind, long definition, long minute, String groups, String member, long skipped, Measured measured) {
    /** What has changed. */
    public enum Kind {
        /** Some more events of a minute, with the same groups, were measured. */
        MEASURED,
        /** Some more events of the day were skipped. */
        SKIPPED,
        /** Past events of the day will follow. Until they are complete, the state of the day must be kept. */
        PAST_BEGINS,
        /** No more past events of the day follow. */
        PAST_IS_COMPLETE
    }

    static MetricChange measured(long definition, long minute, String groups, String member, Measured measured) {
        return new MetricChange(Kind.MEASURED, definition, minute, groups, member, 0, measured);
    }

    static MetricChange skipped(long definition, int day, long events) {
        return ofDay(Kind.SKIPPED, definition, day, events);
    }

    public static MetricChange pastBegins(long definition, int day) {
        return ofDay(Kind.PAST_BEGINS, definition, day, 0);
    }

    public static MetricChange pastIsComplete(long definition, int day) {
        return ofDay(Kind.PAST_IS_COMPLETE, definition, day, 0);
    }

    private static MetricChange ofDay(Kind kind, long definition, int day, long skipped) {
        long minute = TimeUnit.MILLISECONDS.toMinutes(EpochDay.start(day));
        return new MetricChange(kind, definition, minute, "", "", skipped, new Measured());
    }

    public int day() {
        return EpochDay.of(TimeUnit.MINUTES.toMillis(minute));
    }
}
