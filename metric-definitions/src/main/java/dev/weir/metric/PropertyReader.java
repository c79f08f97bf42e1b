// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the properties that definitions refer to, in one pass over the JSON of an event. Other properties are skipped.
 *
 * <p>Objects, arrays and nulls count as absent. Can be reused. Not thread-safe.
 */
final class PropertyReader {
    private final Names root = new Names();
    private final Value[] values;
    private long reads;

    /** The names of one level that definitions refer to. */
    private static final class Names {
        private final Map<String, Names> byName = new HashMap<>();
        private @Nullable Value value;

        Names below(String name) {
            return byName.computeIfAbsent(name, any -> new Names());
        }
    }

    /** The value of one property. Numbers are parsed when they are needed. */
    private static final class Value {
        /** The read that set the value. It is absent in later ones. */
        private long read;

        private String json = "";
        private boolean isNumber;
        private boolean isParsed;
        private @Nullable BigDecimal sent;
        private @Nullable String text;

        void set(long newRead, String newJson, boolean newIsNumber) {
            read = newRead;
            json = newJson;
            isNumber = newIsNumber;
            isParsed = !newIsNumber;
            sent = null;
            text = newIsNumber ? null : newJson;
        }

        String text() {
            if (text == null) {
                BigDecimal number = sent();
                text = number == null ? json : MetricValue.textOf(number);
            }
            return text;
        }

        @Nullable
        BigDecimal sent() {
            if (!isParsed) {
                sent = isNumber ? MetricValue.parse(json) : null;
                isParsed = true;
            }
            return sent;
        }
    }

    /** @param paths each gets the slot of its index */
    PropertyReader(List<FieldPath> paths) {
        values = new Value[paths.size()];
        for (int slot = 0; slot < values.length; slot++) {
            Names names = root;
            for (String name : paths.get(slot).names()) {
                names = names.below(name);
            }
            names.value = new Value();
            values[slot] = names.value;
        }
    }

    /** @param properties a valid JSON object without repeated names; null if the event has none */
    void read(@Nullable String properties) {
        reads++;
        if (properties == null || values.length == 0) {
            return;
        }
        try (JsonParser json = EventJson.FACTORY.createParser(properties)) {
            json.nextToken();
            readObject(json, root);
        } catch (IOException broken) {
            throw new UncheckedIOException("Properties of a checked event are not valid JSON.", broken);
        }
    }

    /** Null if the property is absent. */
    @Nullable
    String text(int slot) {
        Value value = values[slot];
        return value.read == reads ? value.text() : null;
    }

    /** Null if the property is absent or not a number, or has too many digits. */
    @Nullable
    BigDecimal number(int slot) {
        Value value = values[slot];
        BigDecimal sent = value.read == reads ? value.sent() : null;
        return sent == null ? null : MetricValue.number(sent);
    }

    private void readObject(JsonParser json, Names names) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Names named = names.byName.get(json.currentName());
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && named != null && !named.byName.isEmpty()) {
                readObject(json, named);
            } else if (value.isStructStart()) {
                json.skipChildren();
            } else if (named != null && named.value != null && value != JsonToken.VALUE_NULL) {
                named.value.set(reads, json.getText(), value.isNumeric());
            }
        }
    }
}
