package dev.weir.gateway.access;

import dev.weir.gateway.http.ApiError;
import dev.weir.gateway.http.ErrorAnswers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.HttpServerExchange;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Refuses requests, and counts why. */
final class Refusals {
    private static final ApiError[] REASONS = {
        ApiError.FORBIDDEN_ADDRESS,
        ApiError.FORBIDDEN_HOST,
        ApiError.FORBIDDEN_ORIGIN,
        ApiError.RATE_LIMITED,
        ApiError.INVALID_API_KEY,
        ApiError.MISSING_TOKEN,
        ApiError.INVALID_TOKEN,
        ApiError.INSUFFICIENT_SCOPE,
        ApiError.KEYS_UNAVAILABLE
    };

    private final Map<ApiError, Counter> counters = new EnumMap<>(ApiError.class);

    Refusals(MeterRegistry registry) {
        for (ApiError reason : REASONS) {
            counters.put(
                    reason,
                    Counter.builder("weir.access.refused")
                            .description("Requests refused before anything was done for them")
                            .tag("reason", reason.code())
                            .register(registry));
        }
    }

    /** @param reason one of those that are about access */
    void refuse(HttpServerExchange exchange, ApiError reason, String message) {
        Objects.requireNonNull(counters.get(reason), "not a reason of access control")
                .increment();
        ErrorAnswers.send(exchange, reason, message);
    }
}
