// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.util.List;
import java.util.stream.Stream;

/** A parameter of a metric, as described in the catalogue. */
record Parameter(String wireName, String description) {
    static final Parameter METRIC = new Parameter("metric", "the metric's name");
    static final Parameter FROM_DAY = new Parameter("from", "first day, YYYY-MM-DD in UTC, inclusive; default today");
    static final Parameter TO_DAY = new Parameter("to", "last day, YYYY-MM-DD in UTC, inclusive; default today");
    static final Parameter FROM = new Parameter(
            "from", "first day, YYYY-MM-DD in tz; or an RFC 3339 instant, unless interval is day; default today");
    static final Parameter TO = new Parameter(
            "to",
            "last day, YYYY-MM-DD in tz, inclusive; or an RFC 3339 instant, exclusive, unless interval is day;"
                    + " default today");
    static final Parameter FROM_DAY_OR_INSTANT = new Parameter(
            "from", "first day, YYYY-MM-DD in UTC; or an RFC 3339 instant, unless interval is day; default today");
    static final Parameter TO_DAY_OR_INSTANT = new Parameter(
            "to",
            "last day, YYYY-MM-DD in UTC, inclusive; or an RFC 3339 instant, exclusive, unless interval is day;"
                    + " default today");
    static final Parameter LIMIT = new Parameter(
            "limit",
            "maximum number of rows, 1 to " + MetricsRequestParser.MAX_LIMIT + "; default "
                    + MetricsRequestParser.DEFAULT_LIMIT);
    static final Parameter FORMAT = new Parameter("format", "json (default) or csv; also by the Accept header");
    static final Parameter AFTER =
            new Parameter("after", "the Weir-Token of a POST: wait until its events are counted");
    static final Parameter VIDEO_ID = new Parameter("video_id", "only this video; may be repeated");
    static final Parameter GROUP_BY_DAY_OR_VIDEO =
            new Parameter("group_by", "day, video_id, or both (default); repeat the parameter for both");
    static final Parameter GROUP_BY_AS_OF = new Parameter("group_by", "as_of, for totals over the videos");
    static final Parameter TYPE = new Parameter("type", "only events of this type; may be repeated");
    static final Parameter INTERVAL = new Parameter("interval", "minute, hour or day (default)");
    static final Parameter INTERVAL_OR_TOTAL =
            new Parameter("interval", "minute, hour, day (default), or total for the whole range");
    static final Parameter ZONE = new Parameter("tz", "time zone of the days, such as Europe/Berlin; default UTC");
    static final Parameter DEFINITION = new Parameter(
            "definition",
            "current, also while it is not whole; default: until then the previous version, if it can be");
    static final Parameter ORDER = new Parameter("order", "time (default), or value for the largest first");

    /** The parameters of a metric over days in UTC, or over instants. */
    static List<Parameter> ofDaysOrInstants(List<Parameter> own) {
        return Stream.concat(
                        Stream.of(METRIC, FROM_DAY_OR_INSTANT, TO_DAY_OR_INSTANT, LIMIT, FORMAT, AFTER), own.stream())
                .toList();
    }

    /** The parameters of a metric over days in UTC. */
    static List<Parameter> ofDays(List<Parameter> own) {
        return Stream.concat(Stream.of(METRIC, FROM_DAY, TO_DAY, LIMIT, FORMAT, AFTER), own.stream())
                .toList();
    }

    /** The parameters of a defined metric. */
    static List<Parameter> ofTimes(List<Parameter> own) {
        return Stream.concat(
                        Stream.of(METRIC, FROM, TO, LIMIT, FORMAT, AFTER, INTERVAL_OR_TOTAL, ZONE, ORDER, DEFINITION),
                        own.stream())
                .toList();
    }
}
