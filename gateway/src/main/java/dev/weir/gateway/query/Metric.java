// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The metrics that clients can query. */
enum Metric {
    VIEWS(
            "views",
            "Views of videos: events of the type video_view, each counted once.",
            List.of(Parameter.VIDEO_ID, Parameter.GROUP_BY_DAY_OR_VIDEO),
            "/metrics?metric=views&group_by=day"),
    ACTIVE_USERS(
            "active_users",
            "Distinct users with an event: on the day (dau), in the 7 days (wau) and the 30 days (mau) that end with it.",
            List.of(),
            "/metrics?metric=active_users"),
    VIEWS_30D(
            "views_30d",
            "Views of videos in the 30 days that end with as_of.",
            List.of(Parameter.VIDEO_ID, Parameter.GROUP_BY_AS_OF),
            "/metrics?metric=views_30d&limit=10"),
    EVENTS(
            "events",
            "Events of each type, each counted once.",
            List.of(Parameter.TYPE, Parameter.INTERVAL),
            "/metrics?metric=events&interval=hour");

    private final String wireName;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // List.copyOf gives an immutable one.
    private final List<Parameter> ownParameters;

    private final String example;

    Metric(String wireName, String description, List<Parameter> ownParameters, String example) {
        this.wireName = wireName;
        this.description = description;
        this.ownParameters = List.copyOf(ownParameters);
        this.example = example;
    }

    static Optional<Metric> named(String wireName) {
        return Arrays.stream(values())
                .filter(metric -> metric.wireName.equals(wireName))
                .findFirst();
    }

    /** All names, such as {@code views, active_users}. */
    static String names() {
        return Arrays.stream(values()).map(Metric::wireName).collect(Collectors.joining(", "));
    }

    String wireName() {
        return wireName;
    }

    String description() {
        return description;
    }

    /** A valid request. */
    String example() {
        return example;
    }

    List<Parameter> parameters() {
        return Arrays.stream(Parameter.values())
                .filter(parameter -> parameter.isCommon() || ownParameters.contains(parameter))
                .toList();
    }

    String parameterNames() {
        return parameters().stream().map(Parameter::wireName).collect(Collectors.joining(", "));
    }
}
