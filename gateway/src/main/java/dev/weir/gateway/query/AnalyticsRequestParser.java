// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Parses the parameters of one {@code GET /analytics}: the views of each video in the last days. */
final class AnalyticsRequestParser {
    static final int DEFAULT_DAYS = 30;
    static final int MAX_DAYS = 365;

    private static final String DAYS = "days";
    private static final String LIMIT = "limit";

    private AnalyticsRequestParser() {}

    /**
     * @param values decoded; the values of each parameter in the request's order
     * @param today in UTC, the last of the days
     */
    static MetricsRequest.Read parse(Map<String, ? extends Collection<String>> values, LocalDate today)
            throws BadParameterException {
        Parameters parameters = Parameters.of(values, List.of(DAYS, LIMIT));
        int days = parameters.number(DAYS, DEFAULT_DAYS, MAX_DAYS);
        int limit = parameters.number(LIMIT, MetricsRequestParser.DEFAULT_LIMIT, MetricsRequestParser.MAX_LIMIT);
        return new MetricsRequest.Read(
                new MetricsQuery.Views(
                        new DateRange(today.minusDays(days - 1L), today),
                        List.of(),
                        MetricsQuery.Grouping.VIDEO,
                        limit),
                AnswerFormat.ANALYTICS,
                null);
    }
}
