// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * A rule that an event breaks.
 *
 * @param field the field, or null for the event as a whole; a dotted path for a member of {@code properties}
 * @param message a sentence for the developer of the producer
 */
public record Violation(ErrorCode code, @Nullable String field, String message) {
    /**
     * The same violation with the name that the producer uses for the field. A message begins with the field's name.
     */
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
