package dev.weir.gateway.deadletters;

import java.time.Instant;
import java.util.List;

/**
 * A record that could not be counted, with what was done about it.
 *
 * @param key and {@code payload} as they were in the log; of a very long payload only the beginning
 * @param payloadBytes how long the payload was
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
