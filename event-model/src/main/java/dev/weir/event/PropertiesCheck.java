package dev.weir.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code properties} as they stand in the log: held, in one pass, to what the gateway holds them to while it parses an event. */
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
            // Half of a surrogate pair can stand here as an escape only.
            Violation violation = new PropertiesParser().parse(json, text.contains("\\ud") || text.contains("\\uD"));
            return violation == null && json.nextToken() != null ? notAnObject() : violation;
        } catch (JsonProcessingException malformed) {
            return new Violation(
                    ErrorCode.INVALID_VALUE,
                    FIELD,
                    String.format(
                            Locale.ROOT,
                            "properties are not JSON: see their character %d.",
                            Math.max(0, malformed.getLocation().getCharOffset())));
        } catch (IOException impossible) {
            throw new IllegalStateException("A string could not be read.", impossible);
        }
    }

    private static Violation notAnObject() {
        return new Violation(ErrorCode.INVALID_TYPE, FIELD, "properties must be one JSON object.");
    }

    /** As UTF-8; whose bytes need be counted only where there are many characters. */
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
