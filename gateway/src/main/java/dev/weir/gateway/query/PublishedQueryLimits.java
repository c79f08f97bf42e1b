// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.JsonAnswers;
import java.time.Duration;

/** The limits of {@code GET /metrics}, as published at {@code GET /limits}. */
public final class PublishedQueryLimits {
    private PublishedQueryLimits() {}

    /** @param timeout how long a query may take */
    public static JsonAnswers.Body of(Duration timeout) {
        return json -> {
            json.writeStartObject();
            json.writeNumberField("default_limit", MetricsRequestParser.DEFAULT_LIMIT);
            json.writeNumberField("max_limit", MetricsRequestParser.MAX_LIMIT);
            json.writeStringField("first_day", DateRange.FIRST.toString());
            json.writeStringField("last_day", DateRange.LAST.toString());
            json.writeNumberField("timeout_ms", timeout.toMillis());
            json.writeObjectFieldStart("max_days_of_defined_metrics");
            json.writeNumberField("minutes", StoredRows.Length.MINUTE.mostDays());
            json.writeNumberField("hours", StoredRows.Length.HOUR.mostDays());
            json.writeNumberField("distinct_values", StoredRows.Length.QUARTER.mostDays());
            json.writeEndObject();
            json.writeEndObject();
        };
    }
}
