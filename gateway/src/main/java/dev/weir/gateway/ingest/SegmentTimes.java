// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.EventRules;
import dev.weir.gateway.ingest.EventDraft.Field;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * When a call of Segment's API happened and when it was sent, both by the clock of its device.
 *
 * <p>Corrects a wrong clock as Segment does: the time between the two is right, even if both are wrong. Reused; not
 * thread-safe.
 */
final class SegmentTimes {
    /** The client's own time, if a server on the way has replaced the other one. */
    private static final String PREFERRED = "originalTimestamp";

    /** Beyond this, a time is not plausible. Below it, the correction cannot overflow. */
    private static final long LATEST_MILLIS = 1L << 53;

    private @Nullable Long happened;
    private String happenedSentAs = "";
    private @Nullable Long sent;

    /** @param sentByDefault when the batch of the call was sent, or null */
    void begin(@Nullable Long sentByDefault) {
        happened = null;
        happenedSentAs = "";
        sent = sentByDefault;
    }

    /** Reads the time of the call. */
    void happened(String name, JsonParser json, EventDraft draft) throws IOException {
        JsonToken token = json.currentToken();
        Long millis = token == JsonToken.VALUE_STRING
                ? EventRules.parseTimestamp(json.getText())
                : token.isNumeric() ? WholeNumber.of(json.getText()) : null;
        if (millis == null) {
            // Only to refuse it with the usual message.
            draft.read(Field.TIMESTAMP, name, json);
        } else if (happened == null || name.equals(PREFERRED)) {
            happened = millis;
            happenedSentAs = name;
        }
    }

    /** Reads when the call was sent. What is no date-time is ignored: the event matters more than its correction. */
    void sent(JsonParser json) throws IOException {
        Long millis = json.currentToken() == JsonToken.VALUE_STRING ? EventRules.parseTimestamp(json.getText()) : null;
        if (millis != null) {
            sent = millis;
        }
        json.skipChildren();
    }

    /** Sets the timestamp of the event. */
    void setIn(EventDraft draft) {
        if (happened != null) {
            long corrected = sent == null || Math.abs(happened) > LATEST_MILLIS
                    ? happened
                    : draft.receivedAt() - (sent - happened);
            draft.timestamp(happenedSentAs, corrected);
        }
    }
}
