// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A valid query: all its parameters have been checked. */
public sealed interface MetricsQuery {
    /** The name of the metric. */
    String metric();

    QueryRange range();

    /** The most rows to return. */
    int limit();

    /** The estimated memory of a row. Most rows need less, unless they have long strings with rare characters. */
    default long rowBytes() {
        return 512;
    }

    /** Calls the case for the type of this query. */
    <T> T match(Cases<T> cases);

    /** A result for each type of query. A reader does not compile until it handles a new type. */
    interface Cases<T> {
        T views(Views query);

        T activeUsers(ActiveUsers query);

        T rollingViews(RollingViews query);

        T events(Events query);

        T defined(Defined query);

        T measured(Measured query);
    }

    /** @param videoIds empty for every video */
    record Views(DateRange range, List<String> videoIds, Grouping grouping, int limit) implements MetricsQuery {
        public Views {
            videoIds = List.copyOf(videoIds);
        }

        @Override
        public String metric() {
            return BuiltInMetric.VIEWS.wireName();
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.views(this);
        }
    }

    record ActiveUsers(DateRange range, int limit) implements MetricsQuery {
        @Override
        public String metric() {
            return BuiltInMetric.ACTIVE_USERS.wireName();
        }

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
        public String metric() {
            return BuiltInMetric.VIEWS_30D.wireName();
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.rollingViews(this);
        }
    }

    /** @param types empty for every type */
    record Events(QueryRange range, List<String> types, Interval interval, int limit) implements MetricsQuery {
        public Events {
            types = List.copyOf(types);
        }

        @Override
        public String metric() {
            return BuiltInMetric.EVENTS.wireName();
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.events(this);
        }
    }

    /**
     * A metric of the file of definitions.
     *
     * @param interval null for the whole range
     * @param by the groups of the rows, as indexes into those of the definition, in rising order
     * @param only the values that a group may have, by the index of the group; other groups may have any
     * @param isOfCurrent whether the previous version must not be read while the definition is not whole yet
     */
    record Defined(
            MetricDefinition definition,
            @Nullable Interval interval,
            TimeRange range,
            List<Integer> by,
            Map<Integer, List<String>> only,
            Order order,
            boolean isOfCurrent,
            int limit)
            implements MetricsQuery {
        private static final int BUCKET_BYTES = 32;

        public Defined {
            by = List.copyOf(by);
            only = Map.copyOf(only);
        }

        /** The column of a group. It has the name of the group, unless the column of the values has this name. */
        public Column group(int index) {
            String name = definition.by().get(index).toString();
            boolean isTaken = name.equals(Column.NUMBER.name()) && definition.aggregate() != Aggregate.HISTOGRAM;
            return new Column(isTaken ? name + "_2" : name, Column.Kind.TEXT);
        }

        /** The rows that answer the query. */
        public StoredRows rows() {
            return StoredRows.of(this).orElseThrow();
        }

        @Override
        public String metric() {
            return definition.name();
        }

        @Override
        public long rowBytes() {
            return MetricsQuery.super.rowBytes() + (long) definition.buckets().size() * BUCKET_BYTES;
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.defined(this);
        }
    }

    /**
     * How the job measures each of the definitions.
     *
     * @param range the days for the events over the limit of groups
     */
    record Measured(DateRange range, List<MetricDefinition> definitions) implements MetricsQuery {
        public Measured {
            definitions = List.copyOf(definitions);
        }

        @Override
        public String metric() {
            return MetricCatalogue.ITSELF;
        }

        @Override
        public int limit() {
            return definitions.size();
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.measured(this);
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
        MINUTE(60),
        HOUR(3_600),
        DAY(86_400);

        private final int seconds;

        Interval(int seconds) {
            this.seconds = seconds;
        }

        public int seconds() {
            return seconds;
        }
    }

    /** The order of rows. */
    enum Order {
        /** By time, then by group. */
        TIME,
        /** The largest value first, then by time and group. */
        VALUE
    }
}
