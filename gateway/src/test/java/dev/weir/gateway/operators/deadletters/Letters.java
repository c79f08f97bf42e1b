// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Dead letters for tests. */
final class Letters {
    static final DeadLetterId ID = new DeadLetterId("events", 0, 7);
    static final Instant FAILED_AT = Instant.parse("2026-11-20T10:00:00Z");

    private Letters() {}

    static Event view(String eventId, boolean assigned, Instant at) {
        return Event.of(eventId, Event.VIDEO_VIEW, at.toEpochMilli(), "ada")
                .withEventId(eventId, assigned)
                .withVideoId("v");
    }

    static DeadLetter of(Event event) {
        return of(new EventCodec().encode(event));
    }

    static DeadLetter of(byte[] payload) {
        return at(ID, payload);
    }

    static DeadLetter at(DeadLetterId id, byte[] payload) {
        return new DeadLetter(
                id,
                FAILED_AT,
                "malformed",
                "why",
                "ada".getBytes(StandardCharsets.UTF_8),
                payload,
                payload.length,
                List.of());
    }

    static DeadLetter with(DeadLetter letter, Action action) {
        List<Action> actions = new ArrayList<>(letter.actions());
        actions.add(action);
        return letter.withActions(actions);
    }
}
