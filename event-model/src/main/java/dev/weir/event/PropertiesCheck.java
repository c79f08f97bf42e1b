// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@code properties} from the log in one pass, with the rules that the gateway applies while it parses an event.
 */
final class PropertiesCheck {
    private static final String FIELD = "properties";
    private static final int LONGEST_CHARACTER_BYTES = 3;

    private PropertiesCheck() {}

    static @Nullable Violation of(String text) {
        if (isTooLong(text)) {
            return new Violation(
                    ErrorCode.TOO_LONG,
                    FIELD,
                    String.format(
                            Locale.ROOT,
                            "properties have more than %d bytes; send less.",
                            EventRules.MAX_PROPERTIES_BYTES));
        }
        try (JsonParser json = EventJson.FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return notAnObject();
            }
            // An unpaired surrogate can only be here as an escape.
            Violation violation = new PropertiesParser().parse(json, text.contains("\\ud") || text.contains("\\uD"));
            return violation == null && json.nextToken() != null ? notAnObject() : violation;
        } catch (JsonProcessingException malformed) {
            return new Violation(
                    ErrorCode.INVALID_VALUE,
                    FIELD,
                    String.format(
                            Locale.ROOT,
                            "properties are not valid JSON at character %d.",
                            Math.max(0, malformed.getLocation().getCharOffset())));
        } catch (IOException impossible) {
            throw new IllegalStateException("A string could not be read.", impossible);
        }
    }

    private static Violation notAnObject() {
        return new Violation(ErrorCode.INVALID_TYPE, FIELD, "properties must be one JSON object.");
    }

    /** Checks the length in UTF-8. Bytes are counted only if the number of characters does not decide. */
    private static boolean isTooLong(String text) {
        if (text.length() > EventRules.MAX_PROPERTIES_BYTES) {
            return true;
        }
        if (text.length() * LONGEST_CHARACTER_BYTES <= EventRules.MAX_PROPERTIES_BYTES) {
            return false;
        }
        return text.getBytes(StandardCharsets.UTF_8).length > EventRules.MAX_PROPERTIES_BYTES;
    }
}
