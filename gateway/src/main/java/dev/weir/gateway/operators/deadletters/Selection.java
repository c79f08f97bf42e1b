// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Selects dead letters, in the order of the log.
 *
 * @param ids empty for all
 * @param reasons empty for all
 * @param from only letters that failed at or after this time
 * @param to only letters that failed before this time
 * @param status empty for all
 * @param after only letters after this one
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

    /** Selects these letters, in any status. */
    static Selection of(List<DeadLetterId> ids) {
        return new Selection(ids, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Selection after(DeadLetterId last) {
        return new Selection(ids, reasons, from, to, status, Optional.of(last));
    }
}
