package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * A rule that an event breaks.
 *
 * @param field the field, or null where the event as a whole is meant; a member of {@code properties} as a dotted path
 * @param message a sentence for the person who has to mend the producer
 */
public record Violation(ErrorCode code, @Nullable String field, String message) {
    /** The same in the words of a producer that calls the field otherwise; a sentence begins with the field's name. */
    public Violation renamed(String eventField, String sentAs) {
        if (field == null || !field.startsWith(eventField) || eventField.equals(sentAs)) {
            return this;
        }
        return new Violation(code, sentAs + field.substring(eventField.length()), beginning(eventField, sentAs));
    }

    private String beginning(String eventField, String sentAs) {
        return message.startsWith(eventField) ? sentAs + message.substring(eventField.length()) : message;
    }
}
