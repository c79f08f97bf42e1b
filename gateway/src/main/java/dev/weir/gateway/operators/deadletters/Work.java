// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** An action on dead letters, applied to one page of them at a time. */
sealed interface Work permits Redrive, Discard {
    Action.Kind kind();

    /** The most letters of a page. */
    int pageSize();

    /** How much of each payload this action needs. */
    int payloadLimitBytes();

    /**
     * Returns the start time of an action on these letters. It is after all their earlier actions, even if clocks
     * differ.
     */
    static Instant begin(List<DeadLetter> letters, Instant now) {
        Instant begin = now.truncatedTo(ChronoUnit.MILLIS);
        for (DeadLetter letter : letters) {
            for (Action before : letter.actions()) {
                if (!before.at().isBefore(begin)) {
                    begin = before.at().plusMillis(1);
                }
            }
        }
        return begin;
    }

    /** Acts on each letter, stores the outcomes, and returns them. */
    Map<DeadLetterId, Action> on(List<DeadLetter> letters) throws ClickHouseUnavailableException, NotPublishedException;
}
