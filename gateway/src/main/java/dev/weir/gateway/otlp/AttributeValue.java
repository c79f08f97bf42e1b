// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import com.fasterxml.jackson.core.JsonGenerator;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.io.IOException;
import java.util.List;

/** Writes attributes as JSON. */
final class AttributeValue {
    private AttributeValue() {}

    static void writeMembers(List<KeyValue> attributes, JsonGenerator json) throws IOException {
        for (KeyValue attribute : attributes) {
            json.writeFieldName(attribute.getKey());
            write(attribute.getValue(), json);
        }
    }

    private static void write(AnyValue value, JsonGenerator json) throws IOException {
        switch (value.getValueCase()) {
            case STRING_VALUE -> json.writeString(value.getStringValue());
            case BOOL_VALUE -> json.writeBoolean(value.getBoolValue());
            case INT_VALUE -> json.writeNumber(value.getIntValue());
            // JSON has no NaN and no infinity; Jackson writes them as strings.
            case DOUBLE_VALUE -> json.writeNumber(value.getDoubleValue());
            case BYTES_VALUE -> json.writeBinary(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                json.writeStartArray();
                for (AnyValue element : value.getArrayValue().getValuesList()) {
                    write(element, json);
                }
                json.writeEndArray();
            }
            case KVLIST_VALUE -> {
                json.writeStartObject();
                writeMembers(value.getKvlistValue().getValuesList(), json);
                json.writeEndObject();
            }
            default -> json.writeNull();
        }
    }
}
