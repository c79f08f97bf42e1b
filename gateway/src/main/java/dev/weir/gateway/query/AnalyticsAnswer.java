// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.JsonAnswers;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The views of each video as one JSON object, in the order of the rows. A row is a video and its views. */
record AnalyticsAnswer(MetricsRequest.Read request, MetricsAnswer answer, Instant now) implements JsonAnswers.Body {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        DateRange range = ((MetricsQuery.Views) request.query()).range();
        json.writeStartObject();
        json.writeNumberField("days", ChronoUnit.DAYS.between(range.from(), range.to()) + 1);
        json.writeBooleanField("truncated", answer.truncated());
        AnswerFreshness.of(answer, now).writeTo(json);
        json.writeObjectFieldStart("views");
        for (List<Object> row : answer.rows()) {
            json.writeNumberField((String) row.get(0), (Long) row.get(1));
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
