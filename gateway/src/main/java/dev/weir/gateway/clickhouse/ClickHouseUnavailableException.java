package dev.weir.gateway.clickhouse;

import java.time.Duration;

/** ClickHouse gave no answer, or refused. */
public final class ClickHouseUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final String problem;
    private final Duration retryAfter;

    ClickHouseUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.problem = "ClickHouse gave no answer.";
        this.retryAfter = SOON;
    }

    /** Where it was not even asked. */
    ClickHouseUnavailableException(String problem, Duration retryAfter) {
        super(problem);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    static ClickHouseUnavailableException silent() {
        return new ClickHouseUnavailableException("ClickHouse does not answer.", SOON);
    }

    /** What is wrong, a sentence for clients. */
    public String problem() {
        return problem;
    }

    /** When it makes sense to ask again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
