package dev.weir.gateway.query;

import java.util.List;

/** A question about the numbers that can be answered: everything in it has been checked. */
public sealed interface MetricsQuery {
    DateRange range();

    /** The most rows to answer with. */
    int limit();

    /** @param videoIds empty for every video */
    record Views(DateRange range, List<String> videoIds, Grouping grouping, int limit) implements MetricsQuery {
        public Views {
            videoIds = List.copyOf(videoIds);
        }
    }

    record ActiveUsers(DateRange range, int limit) implements MetricsQuery {}

    /**
     * Views in the 30 days that end with each day of the range.
     *
     * @param videoIds empty for every video
     * @param totals one row a day instead of one for each video
     */
    record RollingViews(DateRange range, List<String> videoIds, boolean totals, int limit) implements MetricsQuery {
        public RollingViews {
            videoIds = List.copyOf(videoIds);
        }
    }

    /** @param types empty for every type */
    record Events(DateRange range, List<String> types, Interval interval, int limit) implements MetricsQuery {
        public Events {
            types = List.copyOf(types);
        }
    }

    /** What views are added up by. */
    enum Grouping {
        DAY,
        VIDEO,
        DAY_AND_VIDEO
    }

    /** What events are added up by. */
    enum Interval {
        MINUTE,
        HOUR,
        DAY
    }
}
