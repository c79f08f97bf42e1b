package dev.weir.gateway.deadletters;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which dead letters are meant, in the order of the log.
 *
 * @param ids empty for all
 * @param reasons empty for all
 * @param from the first moment of their failure
 * @param to the first moment after it
 * @param status empty for all
 * @param after only those behind this one
 */
public record Selection(
        List<DeadLetterId> ids,
        List<String> reasons,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<Status> status,
        Optional<DeadLetterId> after) {

    public Selection {
        ids = List.copyOf(ids);
        reasons = List.copyOf(reasons);
    }

    /** These, whatever their status. */
    static Selection of(List<DeadLetterId> ids) {
        return new Selection(ids, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Selection after(DeadLetterId last) {
        return new Selection(ids, reasons, from, to, status, Optional.of(last));
    }
}
