// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.query.RepeatedQuery;
import dev.weir.gateway.query.RepeatedReads;
import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import dev.weir.http.QueryParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A parsed {@code GET /metrics/stream}.
 *
 * @param queries in the request's order
 * @param isNumbered whether the events of a query have its number in their names
 * @param hasStatus whether there are events with the status
 */
record StreamRequest(List<RepeatedQuery> queries, boolean isNumbered, boolean hasStatus) {
    private static final String QUERY = "query";
    private static final String STATUS = "status";

    static StreamRequest parse(Map<String, List<String>> values, RepeatedReads reads) throws BadParameterException {
        if (!values.containsKey(QUERY) && !values.containsKey(STATUS)) {
            return new StreamRequest(List.of(reads.parse(values)), false, false);
        }
        Parameters parameters = Parameters.of(values, List.of(QUERY, STATUS));
        List<String> texts = values.getOrDefault(QUERY, List.of());
        if (texts.size() > StreamLimits.QUERIES_OF_ONE) {
            throw Parameters.invalid(QUERY, "must be given at most " + StreamLimits.QUERIES_OF_ONE + " times");
        }
        boolean hasStatus = parameters.flag(STATUS);
        if (texts.isEmpty() && !hasStatus) {
            throw Parameters.invalid(STATUS, "must be true if there is no query");
        }
        List<RepeatedQuery> queries = new ArrayList<>();
        for (String text : texts) {
            queries.add(reads.parse(QueryParameters.parse(text)));
        }
        return new StreamRequest(queries, true, hasStatus);
    }
}
