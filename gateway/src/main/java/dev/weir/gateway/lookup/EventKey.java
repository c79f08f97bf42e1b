package dev.weir.gateway.lookup;

import dev.weir.event.Event;

/** The identity that is looked for. */
public record EventKey(String userId, String eventId) {
    public boolean isOf(Event event) {
        return userId.equals(event.userId()) && eventId.equals(event.eventId());
    }
}
