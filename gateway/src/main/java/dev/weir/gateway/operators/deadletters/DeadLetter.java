// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.time.Instant;
import java.util.List;

/**
 * A record that could not be counted, with the actions that were taken on it.
 *
 * @param key the key of the record in the log
 * @param payload the value of the record in the log; of a very long value only the beginning
 * @param payloadBytes the length of the whole payload
 * @param actions in the order in which they were started
 */
@SuppressWarnings("ArrayRecordComponent") // As in Kafka's API; these records are never compared.
public record DeadLetter(
        DeadLetterId id,
        Instant failedAt,
        String reason,
        String detail,
        byte[] key,
        byte[] payload,
        long payloadBytes,
        List<Action> actions) {

    public DeadLetter {
        actions = List.copyOf(actions);
    }

    /** Returns the same letter with other actions. */
    DeadLetter withActions(List<Action> others) {
        return new DeadLetter(id, failedAt, reason, detail, key, payload, payloadBytes, others);
    }

    public Status status() {
        return Status.after(actions);
    }
}
