// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.lookup;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.UndecodableEventException;

/** The identity of the event to look up. */
public record EventKey(String userId, String eventId) {
    /** Whether a record's value is this event; false if it cannot be decoded. */
    public boolean isIn(byte[] value, EventCodec codec) {
        try {
            Event event = codec.decode(value);
            return userId.equals(event.userId()) && eventId.equals(event.eventId());
        } catch (UndecodableEventException noEvent) {
            return false;
        }
    }
}
