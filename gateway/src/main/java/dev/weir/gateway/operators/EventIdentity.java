// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.UndecodableEventException;

/** The identity of an event. Events with the same identity are counted once. */
public record EventIdentity(String userId, String eventId) {
    public static EventIdentity of(Event event) {
        return new EventIdentity(event.userId(), event.eventId());
    }

    /** Whether a record's value is this event; false if it cannot be decoded. */
    public boolean isIn(byte[] value, EventCodec codec) {
        try {
            return equals(of(codec.decode(value)));
        } catch (UndecodableEventException noEvent) {
            return false;
        }
    }
}
