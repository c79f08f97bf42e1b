// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.ApiError;
import java.time.Duration;

/**
 * Why a request is refused.
 *
 * @param retryAfter zero if nothing is known
 */
public record Refusal(ApiError error, String message, Duration retryAfter) {
    Refusal(ApiError error, String message) {
        this(error, message, Duration.ZERO);
    }
}
