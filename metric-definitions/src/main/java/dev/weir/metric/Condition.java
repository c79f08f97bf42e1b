// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition that a value of an event must meet.
 *
 * <p>Values are compared by their text, so {@code 1}, {@code 1.0} and {@code "1"} are equal.
 *
 * @param texts the texts of which the value must have one; may be empty
 * @param orAbsent whether an absent value meets the condition
 */
public record Condition(FieldPath field, List<String> texts, boolean orAbsent) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Condition {
        texts = List.copyOf(texts);
    }

    /** @param text the text of the event's value, or null if the event has none */
    public boolean isMetBy(@Nullable String text) {
        return text == null ? orAbsent : texts.contains(text);
    }
}
