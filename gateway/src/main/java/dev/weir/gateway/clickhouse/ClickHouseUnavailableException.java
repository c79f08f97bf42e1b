// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import java.time.Duration;

/** ClickHouse did not respond, or reported an error. */
public final class ClickHouseUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final String problem;
    private final Duration retryAfter;

    public ClickHouseUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.problem = "ClickHouse did not respond.";
        this.retryAfter = SOON;
    }

    /** For a call that was not sent. */
    public ClickHouseUnavailableException(String problem, Duration retryAfter) {
        super(problem);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    static ClickHouseUnavailableException silent() {
        return new ClickHouseUnavailableException("ClickHouse does not respond.", SOON);
    }

    /** The problem, as a sentence for clients. */
    public String problem() {
        return problem;
    }

    /** How long a client should wait before a retry. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
