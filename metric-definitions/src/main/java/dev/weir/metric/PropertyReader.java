// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Arrays;
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
    /** More characters are not a number that anyone measures, and take long to parse. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private final Names root = new Names();
    private final @Nullable String[] texts;
    private final @Nullable BigDecimal[] numbers;

    /** The names of one level that definitions refer to. */
    private static final class Names {
        private final Map<String, Names> byName = new HashMap<>();
        private int slot = -1;

        Names below(String name) {
            return byName.computeIfAbsent(name, any -> new Names());
        }
    }

    /** @param paths each gets the slot of its index */
    PropertyReader(List<FieldPath> paths) {
        texts = new String[paths.size()];
        numbers = new BigDecimal[paths.size()];
        for (int slot = 0; slot < paths.size(); slot++) {
            Names names = root;
            for (String name : paths.get(slot).names()) {
                names = names.below(name);
            }
            names.slot = slot;
        }
    }

    /** @param properties a valid JSON object; null if the event has none */
    void read(@Nullable String properties) {
        Arrays.fill(texts, null);
        Arrays.fill(numbers, null);
        if (properties == null || texts.length == 0) {
            return;
        }
        try (JsonParser json = EventJson.FACTORY.createParser(properties)) {
            json.nextToken();
            readObject(json, root);
        } catch (IOException broken) {
            throw new UncheckedIOException("Properties of a decoded event are not valid JSON.", broken);
        }
    }

    @Nullable
    String text(int slot) {
        return texts[slot];
    }

    /** Null if the value is not a number, or has too many digits. */
    @Nullable
    BigDecimal number(int slot) {
        return numbers[slot];
    }

    private void readObject(JsonParser json, Names names) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Names named = names.byName.get(json.currentName());
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && named != null && !named.byName.isEmpty()) {
                readObject(json, named);
            } else if (value.isStructStart()) {
                json.skipChildren();
            } else if (named != null && named.slot >= 0 && value != JsonToken.VALUE_NULL) {
                readScalar(json, value, named.slot);
            }
        }
    }

    private void readScalar(JsonParser json, JsonToken value, int slot) throws IOException {
        String text = json.getText();
        if (value.isNumeric() && text.length() <= MAX_NUMBER_LENGTH) {
            BigDecimal sent = new BigDecimal(text);
            numbers[slot] = MetricValue.number(sent);
            texts[slot] = MetricValue.textOf(sent);
        } else {
            texts[slot] = text;
        }
    }
}
