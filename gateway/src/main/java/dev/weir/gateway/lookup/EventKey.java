package dev.weir.gateway.lookup;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.UndecodableEventException;

/** The identity that is looked for. */
public record EventKey(String userId, String eventId) {
    /** Whether a record's value holds the event; false also where it holds none at all. */
    public boolean isIn(byte[] value, EventCodec codec) {
        try {
            Event event = codec.decode(value);
            return userId.equals(event.userId()) && eventId.equals(event.eventId());
        } catch (UndecodableEventException noEvent) {
            return false;
        }
    }
}
