// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.progress.LogPositions;
import dev.weir.http.ApiError;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parses the parameters of one {@code GET /metrics}. */
final class MetricsRequestParser {
    static final int DEFAULT_LIMIT = 1_000;
    static final int MAX_LIMIT = 100_000;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final Map<String, Collection<String>> parameters;
    private final @Nullable String accept;
    private final LocalDate today;

    private MetricsRequestParser(
            Map<String, ? extends Collection<String>> parameters, @Nullable String accept, LocalDate today) {
        this.parameters = new TreeMap<>(parameters);
        this.accept = accept;
        this.today = today;
    }

    /**
     * @param parameters decoded; the values of each are in the order of the request
     * @param accept the header, or null
     * @param today in UTC
     */
    static MetricsRequest parse(
            Map<String, ? extends Collection<String>> parameters, @Nullable String accept, LocalDate today) {
        try {
            return new MetricsRequestParser(parameters, accept, today).request();
        } catch (RefusedException refused) {
            return refused.refusal;
        }
    }

    private MetricsRequest request() {
        if (parameters.isEmpty()) {
            return new MetricsRequest.Catalogue();
        }
        String name = single("metric", "");
        if (name.isEmpty()) {
            throw new RefusedException(
                    ApiError.MISSING_PARAMETER, "metric", "metric is required; it is one of: " + Metric.names() + ".");
        }
        Metric metric = Metric.named(name)
                .orElseThrow(() -> invalid("metric", "Unknown metric. Available metrics: " + Metric.names() + "."));
        refuseUnknown(metric);
        DateRange range = range();
        int limit = limit();
        MetricsQuery query =
                switch (metric) {
                    case VIEWS -> new MetricsQuery.Views(range, texts("video_id"), grouping(), limit);
                    case ACTIVE_USERS -> new MetricsQuery.ActiveUsers(range, limit);
                    case VIEWS_30D -> new MetricsQuery.RollingViews(range, texts("video_id"), totals(), limit);
                    case EVENTS -> new MetricsQuery.Events(range, texts("type"), interval(), limit);
                };
        return new MetricsRequest.Read(metric, query, format(), after());
    }

    private void refuseUnknown(Metric metric) {
        for (String name : parameters.keySet()) {
            if (metric.parameters().stream().noneMatch(known -> known.wireName().equals(name))) {
                throw new RefusedException(
                        ApiError.UNKNOWN_PARAMETER,
                        name,
                        "The metric " + metric.wireName() + " does not have this parameter; it has: "
                                + metric.parameterNames() + ".");
            }
        }
    }

    private DateRange range() {
        LocalDate from = day("from");
        LocalDate to = day("to");
        if (from.isAfter(to)) {
            throw invalid(
                    "from", "from (" + from + ") must not be after to (" + to + "); each defaults to today, in UTC.");
        }
        return new DateRange(from, to);
    }

    private LocalDate day(String name) {
        String text = single(name, "");
        if (text.isEmpty() && !parameters.containsKey(name)) {
            return today;
        }
        try {
            LocalDate day = LocalDate.parse(text, DAY);
            if (!day.isBefore(DateRange.FIRST) && !day.isAfter(DateRange.LAST)) {
                return day;
            }
        } catch (DateTimeParseException notADay) {
            // The message below covers both cases.
        }
        throw invalid(
                name, name + " must be a day as YYYY-MM-DD, from " + DateRange.FIRST + " to " + DateRange.LAST + ".");
    }

    private int limit() {
        String text = single("limit", Integer.toString(DEFAULT_LIMIT));
        if (text.matches("[0-9]{1,6}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw invalid("limit", "limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }

    private MetricsQuery.Grouping grouping() {
        boolean day = false;
        boolean video = false;
        for (String text : parameters.getOrDefault("group_by", List.of("day", "video_id"))) {
            switch (text) {
                case "day" -> day = true;
                case "video_id" -> video = true;
                default ->
                    throw invalid("group_by", "group_by must be day, video_id, or the parameter twice for both.");
            }
        }
        if (day && video) {
            return MetricsQuery.Grouping.DAY_AND_VIDEO;
        }
        return day ? MetricsQuery.Grouping.DAY : MetricsQuery.Grouping.VIDEO;
    }

    private boolean totals() {
        if (!parameters.containsKey("group_by")) {
            return false;
        }
        if (single("group_by", "").equals("as_of")) {
            return true;
        }
        throw invalid("group_by", "group_by must be as_of, or left out for a row for each video.");
    }

    private MetricsQuery.Interval interval() {
        return switch (single("interval", "day")) {
            case "minute" -> MetricsQuery.Interval.MINUTE;
            case "hour" -> MetricsQuery.Interval.HOUR;
            case "day" -> MetricsQuery.Interval.DAY;
            default -> throw invalid("interval", "interval must be minute, hour or day.");
        };
    }

    private AnswerFormat format() {
        if (!parameters.containsKey("format")) {
            return AcceptHeader.preferred(accept);
        }
        return switch (single("format", "")) {
            case "json" -> AnswerFormat.JSON;
            case "csv" -> AnswerFormat.CSV;
            default -> throw invalid("format", "format must be json or csv.");
        };
    }

    private @Nullable LogPositions after() {
        if (!parameters.containsKey("after")) {
            return null;
        }
        return LogPositions.ofToken(single("after", ""))
                .orElseThrow(
                        () -> invalid("after", "after must be the exact Weir-Token of a response to POST /events."));
    }

    private List<String> texts(String name) {
        List<String> texts = List.copyOf(parameters.getOrDefault(name, List.of()));
        if (texts.stream().anyMatch(String::isBlank)) {
            throw invalid(name, name + " must not be blank; leave it out for all.");
        }
        return texts.stream().distinct().toList();
    }

    private String single(String name, String absent) {
        Collection<String> values = parameters.getOrDefault(name, List.of(absent));
        if (values.size() != 1) {
            throw invalid(name, name + " must be given once.");
        }
        return values.iterator().next();
    }

    private static RefusedException invalid(String field, String message) {
        return new RefusedException(ApiError.INVALID_PARAMETER, field, message);
    }

    /** Ends the parsing with a refusal. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient MetricsRequest.Refused refusal;

        RefusedException(ApiError error, String field, String message) {
            super(message, null, false, false);
            refusal = new MetricsRequest.Refused(error, field, message);
        }
    }
}
