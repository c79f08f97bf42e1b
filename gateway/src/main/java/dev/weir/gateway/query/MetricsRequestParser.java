// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.progress.LogPositions;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the parameters of one {@code GET /metrics}. */
final class MetricsRequestParser {
    static final int DEFAULT_LIMIT = 1_000;
    static final int MAX_LIMIT = 100_000;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /** The days that queries can have, for messages. */
    static final String DAYS = "from " + DateRange.FIRST + " to " + DateRange.LAST;

    private final Parameters parameters;
    private final @Nullable String accept;
    private final MetricCatalogue catalogue;
    private final Instant now;

    private MetricsRequestParser(
            Parameters parameters, @Nullable String accept, MetricCatalogue catalogue, Instant now) {
        this.parameters = parameters;
        this.accept = accept;
        this.catalogue = catalogue;
        this.now = now;
    }

    /**
     * @param values decoded; the values of each parameter in the request's order
     * @param accept the header, or null
     * @param now decides which day is today
     */
    static MetricsRequest parse(
            Map<String, ? extends Collection<String>> values,
            @Nullable String accept,
            MetricCatalogue catalogue,
            Instant now)
            throws BadParameterException {
        return new MetricsRequestParser(Parameters.of(values), accept, catalogue, now).request();
    }

    private MetricsRequest request() throws BadParameterException {
        if (parameters.names().isEmpty()) {
            return new MetricsRequest.Catalogue();
        }
        String name = parameters.single("metric");
        if (name == null || name.isEmpty()) {
            throw new BadParameterException(
                    ApiError.MISSING_PARAMETER,
                    "metric",
                    "metric is required; it is one of: " + catalogue.names() + ".");
        }
        Metric metric = catalogue
                .named(name)
                .orElseThrow(() -> new BadParameterException(
                        ApiError.INVALID_PARAMETER,
                        "metric",
                        "Unknown metric. Available metrics: " + catalogue.names() + "."));
        refuseUnknown(metric);
        return new MetricsRequest.Read(query(metric), format(), after());
    }

    private MetricsQuery query(Metric metric) throws BadParameterException {
        int limit = parameters.number("limit", DEFAULT_LIMIT, MAX_LIMIT);
        if (metric instanceof DefinedMetric defined) {
            return new DefinedQueryParser(parameters, defined, now).query(limit);
        }
        return switch ((BuiltInMetric) metric) {
            case VIEWS -> new MetricsQuery.Views(range(), texts("video_id"), grouping(), limit);
            case ACTIVE_USERS -> new MetricsQuery.ActiveUsers(range(), limit);
            case VIEWS_30D -> new MetricsQuery.RollingViews(range(), texts("video_id"), totals(), limit);
            case EVENTS -> {
                MetricsQuery.Interval interval = interval();
                yield new MetricsQuery.Events(rangeOf(interval), texts("type"), interval, limit);
            }
        };
    }

    private void refuseUnknown(Metric metric) throws BadParameterException {
        for (String name : parameters.names()) {
            if (!metric.hasParameter(name)) {
                throw new BadParameterException(
                        ApiError.UNKNOWN_PARAMETER,
                        name,
                        "The metric " + metric.wireName() + " does not have this parameter; it has: "
                                + metric.parameterNames() + ".");
            }
        }
    }

    /** Days of whole days, days or instants of shorter intervals. */
    private QueryRange rangeOf(MetricsQuery.Interval interval) throws BadParameterException {
        return interval == MetricsQuery.Interval.DAY
                ? range()
                : new TimeRangeParser(parameters, now).range(interval, false);
    }

    private DateRange range() throws BadParameterException {
        LocalDate from = day("from");
        LocalDate to = day("to");
        if (from.isAfter(to)) {
            throw Parameters.invalid(
                    "from", "(" + from + ") must not be after to (" + to + "); each defaults to today, in UTC");
        }
        return new DateRange(from, to);
    }

    private LocalDate day(String name) throws BadParameterException {
        String text = parameters.single(name);
        LocalDate day = text == null ? LocalDate.ofInstant(now, ZoneOffset.UTC) : dayOrNull(text);
        if (day == null) {
            throw Parameters.invalid(name, "must be a day as YYYY-MM-DD, " + DAYS);
        }
        return day;
    }

    /** Null if the text is not a day that queries can have. */
    static @Nullable LocalDate dayOrNull(String text) {
        try {
            LocalDate day = LocalDate.parse(text, DAY);
            return day.isBefore(DateRange.FIRST) || day.isAfter(DateRange.LAST) ? null : day;
        } catch (DateTimeParseException notADay) {
            return null;
        }
    }

    private MetricsQuery.Grouping grouping() throws BadParameterException {
        if (!parameters.has("group_by")) {
            return MetricsQuery.Grouping.DAY_AND_VIDEO;
        }
        boolean day = false;
        boolean video = false;
        for (String text : parameters.texts("group_by")) {
            switch (text) {
                case "day" -> day = true;
                case "video_id" -> video = true;
                default ->
                    throw Parameters.invalid("group_by", "must be day, video_id, or the parameter twice for both");
            }
        }
        if (day && video) {
            return MetricsQuery.Grouping.DAY_AND_VIDEO;
        }
        return day ? MetricsQuery.Grouping.DAY : MetricsQuery.Grouping.VIDEO;
    }

    private boolean totals() throws BadParameterException {
        String text = parameters.single("group_by");
        if (text == null) {
            return false;
        }
        if (text.equals("as_of")) {
            return true;
        }
        throw Parameters.invalid("group_by", "must be as_of, or left out for a row for each video");
    }

    private MetricsQuery.Interval interval() throws BadParameterException {
        String text = parameters.single("interval");
        return switch (text == null ? "day" : text) {
            case "minute" -> MetricsQuery.Interval.MINUTE;
            case "hour" -> MetricsQuery.Interval.HOUR;
            case "day" -> MetricsQuery.Interval.DAY;
            default -> throw Parameters.invalid("interval", "must be minute, hour or day");
        };
    }

    private AnswerFormat format() throws BadParameterException {
        String text = parameters.single("format");
        if (text == null) {
            return AcceptHeader.preferred(accept);
        }
        return switch (text) {
            case "json" -> AnswerFormat.JSON;
            case "csv" -> AnswerFormat.CSV;
            default -> throw Parameters.invalid("format", "must be json or csv");
        };
    }

    private @Nullable LogPositions after() throws BadParameterException {
        String token = parameters.single("after");
        if (token == null) {
            return null;
        }
        return LogPositions.ofToken(token)
                .orElseThrow(() ->
                        Parameters.invalid("after", "must be the exact Weir-Token of a response to POST /events"));
    }

    private List<String> texts(String name) throws BadParameterException {
        List<String> texts = parameters.texts(name);
        if (texts.stream().anyMatch(String::isBlank)) {
            throw Parameters.invalid(name, "must not be blank; leave it out for all");
        }
        return texts;
    }
}
