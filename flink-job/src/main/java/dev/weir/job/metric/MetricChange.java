// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.time.EpochDay;
import java.util.concurrent.TimeUnit;

/**
 * What a metric measured of some more events of a minute with the same groups.
 *
 * @param definition the id of the metric's definition
 * @param minute whole minutes since the Unix epoch
 * @param groups encoded by {@link Groups}
 * @param member the value of a unique count; empty for other metrics
 * @param skipped if above zero, the number of events that the metric skipped on the day of the minute; nothing was
 *     measured then
 * @param measured an encoded {@link Measured}
 */
@SuppressWarnings("ArrayRecordComponent") // An encoded value, which nobody compares.
public record MetricChange(long definition, long minute, String groups, String member, long skipped, byte[] measured) {
    static MetricChange measured(long definition, long minute, String groups, String member, Measured measured) {
        return new MetricChange(definition, minute, groups, member, 0, measured.encode());
    }

    static MetricChange skipped(long definition, int day, long events) {
        return new MetricChange(
                definition, TimeUnit.MILLISECONDS.toMinutes(EpochDay.start(day)), "", "", events, new byte[0]);
    }

    public int day() {
        return EpochDay.of(TimeUnit.MINUTES.toMillis(minute));
    }
}
