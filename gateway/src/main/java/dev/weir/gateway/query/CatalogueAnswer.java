// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.JsonAnswers;
import java.io.IOException;

/** Every metric with its parameters and an example, as JSON. */
record CatalogueAnswer() implements JsonAnswers.Body {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("metrics");
        for (Metric metric : Metric.values()) {
            json.writeStartObject();
            json.writeStringField("metric", metric.wireName());
            json.writeStringField("description", metric.description());
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
}
