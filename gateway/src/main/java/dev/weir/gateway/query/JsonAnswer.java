// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.JsonAnswers;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Rows as one JSON object, with the query and the freshness. */
record JsonAnswer(MetricsRequest.Read request, MetricsAnswer answer, Instant now) implements JsonAnswers.Body {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("metric", request.metric().wireName());
        json.writeStringField("from", request.query().range().from().toString());
        json.writeStringField("to", request.query().range().to().toString());
        json.writeBooleanField("exact", true);
        json.writeBooleanField("truncated", answer.truncated());
        writeFreshness(json, AnswerFreshness.of(answer, now));
        json.writeArrayFieldStart("rows");
        for (List<Object> row : answer.rows()) {
            writeRow(json, row);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeFreshness(JsonGenerator json, AnswerFreshness freshness) throws IOException {
        json.writeObjectFieldStart("freshness");
        if (freshness.asOf() == null) {
            json.writeNullField("as_of");
            json.writeNullField("lag_ms");
        } else {
            json.writeStringField("as_of", freshness.asOf());
            json.writeNumberField("lag_ms", freshness.lagMillis());
        }
        json.writeEndObject();
    }

    private void writeRow(JsonGenerator json, List<Object> row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
            json.writeFieldName(answer.columns().get(i).wireName());
            if (row.get(i) instanceof Long count) {
                json.writeNumber(count);
            } else {
                json.writeString(row.get(i).toString());
            }
        }
        json.writeEndObject();
    }
}
