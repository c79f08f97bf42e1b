// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import java.util.Locale;

/**
 * The reasons to refuse a whole request, each with its status. Clients branch on the codes, so a code never changes its
 * meaning.
 */
public enum ApiError {
    /**
     * Sent by the listener for a head that is not HTTP, and by {@link Routes} for an invalid URL or Transfer-Encoding.
     */
    MALFORMED_REQUEST(400),
    UNKNOWN_PARAMETER(400),
    MISSING_PARAMETER(400),
    INVALID_PARAMETER(400),
    INVALID_HEADER(400),
    MISSING_TOKEN(401),
    INVALID_TOKEN(401),
    INVALID_API_KEY(401),
    FORBIDDEN_ADDRESS(403),
    FORBIDDEN_HOST(403),
    FORBIDDEN_ORIGIN(403),
    INSUFFICIENT_SCOPE(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    SLOW_BODY(408),
    TOO_LARGE(413),
    COMPRESSION_RATIO(413),
    TOO_MANY_EVENTS(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    UNSUPPORTED_ENCODING(415),
    RATE_LIMITED(429),
    TOO_MANY_STREAMS(429, 5),
    HEAD_TOO_LARGE(431),
    INTERNAL_ERROR(500),
    QUEUE_FULL(503, 1),
    /** A leader election of the brokers takes a second or two. */
    KAFKA_UNAVAILABLE(503, 2),
    CLICKHOUSE_UNAVAILABLE(503, 1),
    NOT_COUNTED_YET(503, 1),
    NOT_MEASURED_YET(503, 10),
    KEYS_UNAVAILABLE(503, 30),
    BUSY(503, 1),
    DRAINING(503, 1);

    private final int status;
    private final int retryAfterSeconds;
    private final String code = name().toLowerCase(Locale.ROOT);

    ApiError(int status) {
        this(status, 0);
    }

    ApiError(int status, int retryAfterSeconds) {
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public int status() {
        return status;
    }

    /** The default for {@code Retry-After}, if nothing better is known; 0 if there is no default. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** The code in responses, such as {@code queue_full}. */
    public String code() {
        return code;
    }
}
