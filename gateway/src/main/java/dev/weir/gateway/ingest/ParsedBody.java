package dev.weir.gateway.ingest;

import dev.weir.event.Event;
import java.util.List;

/** What a body turned out to hold. */
sealed interface ParsedBody {
    /** Each event is in one of the lists, both in the body's order. */
    record Events(List<Event> accepted, List<Rejection> rejected) implements ParsedBody {}

    /** The events cannot be told apart; the message says where and why. */
    record Unreadable(String message) implements ParsedBody {}

    /** More events than a request may have. */
    record TooMany() implements ParsedBody {}
}
