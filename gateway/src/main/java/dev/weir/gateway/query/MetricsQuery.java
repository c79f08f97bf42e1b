// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.util.List;

/** A valid query: all its parameters have been checked. */
public sealed interface MetricsQuery {
    DateRange range();

    /** The most rows to return. */
    int limit();

    /** Calls the case for the type of this query. */
    <T> T match(Cases<T> cases);

    /** A result for each type of query. A reader does not compile until it handles a new type. */
    interface Cases<T> {
        T views(Views query);

        T activeUsers(ActiveUsers query);

        T rollingViews(RollingViews query);

        T events(Events query);
    }

    /** @param videoIds empty for every video */
    record Views(DateRange range, List<String> videoIds, Grouping grouping, int limit) implements MetricsQuery {
        public Views {
            videoIds = List.copyOf(videoIds);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.views(this);
        }
    }

    record ActiveUsers(DateRange range, int limit) implements MetricsQuery {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.activeUsers(this);
        }
    }

    /**
     * Views in the 30 days that end with each day of the range.
     *
     * @param videoIds empty for every video
     * @param totals whether to return one row per day instead of one per video
     */
    record RollingViews(DateRange range, List<String> videoIds, boolean totals, int limit) implements MetricsQuery {
        public RollingViews {
            videoIds = List.copyOf(videoIds);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.rollingViews(this);
        }
    }

    /** @param types empty for every type */
    record Events(DateRange range, List<String> types, Interval interval, int limit) implements MetricsQuery {
        public Events {
            types = List.copyOf(types);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.events(this);
        }
    }

    /** How views are grouped. */
    enum Grouping {
        DAY,
        VIDEO,
        DAY_AND_VIDEO
    }

    /** How events are grouped. */
    enum Interval {
        MINUTE,
        HOUR,
        DAY
    }
}
