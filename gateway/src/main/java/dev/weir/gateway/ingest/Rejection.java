package dev.weir.gateway.ingest;

import dev.weir.event.Violation;
import org.jspecify.annotations.Nullable;

/**
 * An event that is refused.
 *
 * @param index its place among the request's events
 * @param eventId where it had one that can be read
 */
record Rejection(int index, @Nullable String eventId, Violation violation) {}
