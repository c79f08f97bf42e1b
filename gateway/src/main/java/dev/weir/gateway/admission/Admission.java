package dev.weir.gateway.admission;

import java.time.Duration;

/**
 * Whether a request is within its rate, and what is left of it.
 *
 * @param limit requests that may come at once after a silence
 * @param remaining of them, now
 * @param full when all of them may come again
 * @param retryAfter when one more may come; zero where this one was admitted
 */
public record Admission(boolean admitted, long limit, long remaining, Duration full, Duration retryAfter) {}
