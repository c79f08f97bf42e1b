// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.time.Duration;

/** The query cannot be answered now. A retry later may succeed. */
public final class MetricsUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Duration retryAfter;

    public MetricsUnavailableException(String message, Throwable cause) {
        this(message, SOON, cause);
    }

    /** @param retryAfter how long a client should wait before a retry */
    public MetricsUnavailableException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
