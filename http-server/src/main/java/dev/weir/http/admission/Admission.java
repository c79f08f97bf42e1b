// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.admission;

import java.time.Duration;

/**
 * The decision on a request under a rate limit, and the state of the limit.
 *
 * @param limit requests that a client may send at once after a pause
 * @param remaining requests of the limit, now
 * @param full time until all of them are available again
 * @param retryAfter time until one more request is admitted; zero if this one was admitted
 */
public record Admission(boolean admitted, long limit, long remaining, Duration full, Duration retryAfter) {}
