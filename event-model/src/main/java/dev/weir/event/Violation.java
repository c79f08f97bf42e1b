package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * A rule that an event breaks.
 *
 * @param field the field, or null where the event as a whole is meant; a member of {@code properties} as a dotted path
 * @param message a sentence for the person who has to mend the producer
 */
public record Violation(ErrorCode code, @Nullable String field, String message) {}
