// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.Event;
import java.util.List;

/** The result of parsing a body. */
sealed interface ParsedBody {
    /** Each event is in one of the lists. Both lists keep the order of the body. */
    record Events(List<Event> accepted, List<Rejection> rejected) implements ParsedBody {}

    /** The events cannot be separated; the message says where and why. */
    record Unreadable(String message) implements ParsedBody {}

    /** The body has more events than a request may have. */
    record TooMany() implements ParsedBody {}
}
