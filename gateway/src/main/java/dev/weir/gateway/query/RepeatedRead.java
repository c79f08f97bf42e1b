// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.ApiError;

/** The outcome of a {@link RepeatedQuery}. */
public sealed interface RepeatedRead {
    record Answered(RepeatedAnswer answer) implements RepeatedRead {}

    /** There are no numbers now. The message is a sentence. */
    record Problem(ApiError error, String message) implements RepeatedRead {
        static RepeatedRead of(ReadOutcome outcome) {
            if (outcome instanceof ReadOutcome.Unavailable unavailable) {
                return new Problem(
                        ApiError.CLICKHOUSE_UNAVAILABLE,
                        "The numbers cannot be read now: " + unavailable.cause().problem());
            }
            if (outcome instanceof ReadOutcome.Busy busy) {
                return new Problem(ApiError.BUSY, "The numbers cannot be read now: " + busy.reason());
            }
            if (outcome instanceof ReadOutcome.NotMeasured) {
                return new Problem(ApiError.NOT_MEASURED_YET, "The job does not measure this metric yet.");
            }
            return new Problem(ApiError.INTERNAL_ERROR, "The gateway failed; see its log.");
        }
    }
}
