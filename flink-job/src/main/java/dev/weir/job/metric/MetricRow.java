// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.util.OutputTag;

/**
 * The totals of a metric for an interval and its groups.
 *
 * @param definition the id of the metric's definition
 * @param start whole minutes since the Unix epoch
 * @param groups encoded by {@link Groups}
 */
@TypeInfo(MetricRowTypeInfoFactory.class)
public record MetricRow(long definition, Interval interval, long start, String groups, Measured total) {
    /** The side output of the values of unique counts. */
    public static final OutputTag<Member> MEMBERS = new OutputTag<>("metric-members") {
        private static final long serialVersionUID = 1L;
    };

    /** The side output of skipped events. */
    public static final OutputTag<Skipped> SKIPPED = new OutputTag<>("metric-skipped") {
        private static final long serialVersionUID = 1L;
    };

    /** The side output of days whose past events are complete. */
    public static final OutputTag<FilledDay> FILLED = new OutputTag<>("metric-filled-days") {
        private static final long serialVersionUID = 1L;
    };

    private static final int OVERHEAD_BYTES = 100;

    /** The approximate size in memory. */
    public int bytes() {
        return OVERHEAD_BYTES + Character.BYTES * groups.length() + total.bytes();
    }

    /** A value of a unique count that was seen in a quarter of an hour, which starts at {@code quarter}. */
    public record Member(long definition, long quarter, String groups, String member) {}

    /** The number of events of a day that a metric has skipped. */
    public record Skipped(long definition, int day, long events) {}

    /**
     * A day whose past events a metric has measured.
     *
     * @param visibleFrom the totals of the day contain them once the tables are as fresh as this, in milliseconds since
     *     the Unix epoch
     */
    public record FilledDay(long definition, int day, long visibleFrom) {}

    /** The intervals with totals of their own. */
    public enum Interval {
        MINUTE(1, 1),
        HOUR(2, 60),
        DAY(3, 24 * 60);

        private final int code;
        private final int minutes;

        Interval(int code, int minutes) {
            this.code = code;
            this.minutes = minutes;
        }

        /** The value of the enumeration in the table. */
        public int code() {
            return code;
        }

        int minutes() {
            return minutes;
        }

        /** The start of the interval that contains the minute. */
        long startOf(long minute) {
            return Math.floorDiv(minute, minutes) * minutes;
        }
    }
}
