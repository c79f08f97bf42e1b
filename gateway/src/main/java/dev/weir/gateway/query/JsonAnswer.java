// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.JsonAnswers;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Rows as one JSON object, with the query and the freshness. */
record JsonAnswer(MetricsRequest.Read request, MetricsAnswer answer, Instant now) implements JsonAnswers.Body {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeBeforeFreshness(json);
        AnswerFreshness.of(answer, now).writeTo(json);
        writeAfterFreshness(json);
        json.writeEndObject();
    }

    void writeBeforeFreshness(JsonGenerator json) throws IOException {
        json.writeStringField("metric", request.query().metric());
        json.writeStringField("from", request.query().range().writtenFrom());
        json.writeStringField("to", request.query().range().writtenTo());
        json.writeBooleanField("exact", true);
        json.writeBooleanField("truncated", answer.truncated());
    }

    void writeAfterFreshness(JsonGenerator json) throws IOException {
        if (request.query() instanceof MetricsQuery.Defined defined) {
            writeDefined(json, defined.definition());
        }
        json.writeArrayFieldStart("rows");
        for (List<Object> row : answer.rows()) {
            writeRow(json, row);
        }
        json.writeEndArray();
    }

    private void writeDefined(JsonGenerator json, MetricDefinition definition) throws IOException {
        Instant since = answer.since();
        json.writeStringField("since", since == null ? null : AnswerFreshness.written(since));
        json.writeStringField("definition", answer.version().wireName());
        if (definition.aggregate() == Aggregate.HISTOGRAM) {
            json.writeObjectFieldStart("quantiles");
            json.writeBooleanField("exact", false);
            json.writeStringField("error", "within the bucket");
            json.writeEndObject();
        }
    }

    private void writeRow(JsonGenerator json, List<Object> row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
            Column column = answer.columns().get(i);
            json.writeFieldName(column.name());
            if (row.get(i) instanceof Long count) {
                json.writeNumber(count);
            } else if (row.get(i) instanceof BigDecimal number) {
                json.writeNumber(number.toPlainString());
            } else if (row.get(i) instanceof List<?> buckets) {
                writeBuckets(json, column.bounds(), buckets);
            } else {
                json.writeString(row.get(i).toString());
            }
        }
        json.writeEndObject();
    }

    private static void writeBuckets(JsonGenerator json, List<BigDecimal> bounds, List<?> buckets) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < bounds.size(); i++) {
            json.writeStartObject();
            json.writeFieldName("le");
            json.writeNumber(bounds.get(i).toPlainString());
            json.writeNumberField("count", (Long) buckets.get(i));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
