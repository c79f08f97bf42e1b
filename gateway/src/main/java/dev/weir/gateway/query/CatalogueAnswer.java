// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.JsonAnswers;
import dev.weir.metric.FieldPath;
import dev.weir.metric.MetricDefinition;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every metric with its parameters and an example, as JSON.
 *
 * @param measured the answer to {@link MetricsQuery.Measured}; null if it could not be read
 */
record CatalogueAnswer(MetricCatalogue catalogue, @Nullable MetricsAnswer measured, Instant now)
        implements JsonAnswers.Body {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        Map<Long, List<Object>> rows = new HashMap<>();
        if (measured != null) {
            measured.rows().forEach(row -> rows.put((Long) row.get(0), row));
        }
        json.writeStartObject();
        json.writeArrayFieldStart("metrics");
        for (Metric metric : catalogue.metrics()) {
            json.writeStartObject();
            json.writeStringField("metric", metric.wireName());
            json.writeStringField("description", metric.description());
            if (metric instanceof DefinedMetric defined) {
                writeDefinition(json, defined.definition());
                writeMeasured(json, rows.get(defined.definition().id()));
            }
            json.writeObjectFieldStart("parameters");
            for (Parameter parameter : metric.parameters()) {
                json.writeStringField(parameter.wireName(), parameter.description());
            }
            json.writeEndObject();
            json.writeStringField("example", metric.example());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeDefinition(JsonGenerator json, MetricDefinition definition) throws IOException {
        json.writeStringField("aggregate", definition.aggregate().wireName());
        FieldPath of = definition.of();
        if (of != null) {
            json.writeStringField("of", of.toString());
        }
        json.writeArrayFieldStart("groups");
        for (FieldPath group : definition.by()) {
            json.writeString(group.toString());
        }
        json.writeEndArray();
    }

    /** @param row null if the job does not measure the metric, or nothing could be read */
    private void writeMeasured(JsonGenerator json, @Nullable List<Object> row) throws IOException {
        if (measured == null) {
            json.writeNullField("measured");
            return;
        }
        json.writeBooleanField("measured", row != null);
        if (row != null) {
            long since = (Long) row.get(1);
            json.writeStringField("since", since == 0 ? null : AnswerFreshness.written(Instant.ofEpochMilli(since)));
            json.writeNumberField("past_days", (Long) row.get(2));
            json.writeNumberField("past_days_measured", (Long) row.get(3));
            Instant wholeBy = wholeBy((Long) row.get(4), (Long) row.get(2), (Long) row.get(3));
            json.writeStringField("whole_by", wholeBy == null ? null : AnswerFreshness.written(wholeBy));
            json.writeNumberField("skipped", (Long) row.get(5));
            json.writeNumberField("over_limit", (Long) row.get(6));
        }
    }

    /** An estimate from the days measured so far. Null if there are none yet, or all are measured. */
    private @Nullable Instant wholeBy(long begin, long days, long measuredDays) {
        if (measuredDays == 0 || measuredDays >= days) {
            return null;
        }
        double aDay = (now.toEpochMilli() - begin) / (double) measuredDays;
        return now.plusMillis(Math.max(0, Math.round(aDay * (days - measuredDays))));
    }
}
