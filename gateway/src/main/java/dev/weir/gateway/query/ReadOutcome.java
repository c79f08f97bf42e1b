// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;

/** The outcome of a read that several requests may share. */
public sealed interface ReadOutcome {
    record Answered(MetricsAnswer answer) implements ReadOutcome {}

    /** ClickHouse did not respond, or reported an error. */
    record Unavailable(ClickHouseUnavailableException cause) implements ReadOutcome {}

    /** The job does not measure the metric. */
    record NotMeasured() implements ReadOutcome {}

    /** Too many queries are running or waiting; the reason is a sentence. */
    record Busy(String reason) implements ReadOutcome {
        static Busy withoutMemory() {
            return new Busy("other responses use all of WEIR_QUERY_MEMORY; set a lower limit, or retry in a moment.");
        }

        static Busy withTooManyWaiting() {
            return new Busy("too many queries wait for ClickHouse; retry in a moment.");
        }
    }

    /** An unexpected exception, which is a bug. */
    record Failed(Throwable cause) implements ReadOutcome {}
}
