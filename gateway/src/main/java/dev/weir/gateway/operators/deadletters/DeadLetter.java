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
@SuppressWarnings("ArrayRecordComponent") // Kafka's own form; nobody compares these records.
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

    public Status status() {
        return Status.after(actions);
    }
}
