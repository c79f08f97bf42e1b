// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.util.List;

/** The metrics that every gateway has. */
enum BuiltInMetric implements Metric {
    VIEWS(
            "views",
            "Views of videos: events of the type video_view, each counted once.",
            Parameter.ofDays(List.of(Parameter.VIDEO_ID, Parameter.GROUP_BY_DAY_OR_VIDEO)),
            "/metrics?metric=views&group_by=day"),
    ACTIVE_USERS(
            "active_users",
            "Distinct users with an event, except metric, identify, group and alias: on the day (dau), in the 7 days (wau)"
                    + " and the 30 days (mau) that end with it.",
            Parameter.ofDays(List.of()),
            "/metrics?metric=active_users"),
    VIEWS_30D(
            "views_30d",
            "Views of videos in the 30 days that end with as_of.",
            Parameter.ofDays(List.of(Parameter.VIDEO_ID, Parameter.GROUP_BY_AS_OF)),
            "/metrics?metric=views_30d&limit=10"),
    EVENTS(
            "events",
            "Events of each type, each counted once.",
            Parameter.ofDaysOrInstants(List.of(Parameter.TYPE, Parameter.INTERVAL)),
            "/metrics?metric=events&interval=hour");

    private final String wireName;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // The list is immutable.
    private final List<Parameter> parameters;

    private final String example;

    BuiltInMetric(String wireName, String description, List<Parameter> parameters, String example) {
        this.wireName = wireName;
        this.description = description;
        this.parameters = parameters;
        this.example = example;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public String example() {
        return example;
    }
}
