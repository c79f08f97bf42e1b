package dev.weir.gateway.query;

import java.time.Duration;

/** The numbers cannot be read now; asking again later may help. */
public final class MetricsUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Duration retryAfter;

    public MetricsUnavailableException(String message, Throwable cause) {
        this(message, SOON, cause);
    }

    /** @param retryAfter when it makes sense to ask again */
    public MetricsUnavailableException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
