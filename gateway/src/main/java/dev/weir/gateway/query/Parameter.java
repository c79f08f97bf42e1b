// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

/** The parameters of metrics, as described in the catalogue. */
enum Parameter {
    METRIC("metric", true, "the metric's name"),
    FROM("from", true, "first day, YYYY-MM-DD in UTC, inclusive; default today"),
    TO("to", true, "last day, YYYY-MM-DD in UTC, inclusive; default today"),
    LIMIT(
            "limit",
            true,
            "maximum number of rows, 1 to " + MetricsRequestParser.MAX_LIMIT + "; default "
                    + MetricsRequestParser.DEFAULT_LIMIT),
    FORMAT("format", true, "json (default) or csv; also by the Accept header"),
    AFTER("after", true, "the Weir-Token of a POST: wait until its events are counted"),
    VIDEO_ID("video_id", false, "only this video; may be repeated"),
    GROUP_BY_DAY_OR_VIDEO("group_by", false, "day, video_id, or both (default); repeat the parameter for both"),
    GROUP_BY_AS_OF("group_by", false, "as_of, for totals over the videos"),
    TYPE("type", false, "only events of this type; may be repeated"),
    INTERVAL("interval", false, "minute, hour or day (default)");

    private final String wireName;
    private final boolean common;
    private final String description;

    Parameter(String wireName, boolean common, String description) {
        this.wireName = wireName;
        this.common = common;
        this.description = description;
    }

    String wireName() {
        return wireName;
    }

    /** Whether every metric has this parameter. */
    boolean isCommon() {
        return common;
    }

    String description() {
        return description;
    }
}
