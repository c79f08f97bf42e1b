// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.time.Duration;

/**
 * A request that failed as a whole.
 *
 * @param status the status of the response, or 0 without a response
 * @param code the gateway's code such as {@code invalid_api_key}, or {@code http_…} with the status, or {@code no_response}
 * @param message what is wrong, in a sentence
 * @param events how many events the request had
 * @param retryIn the time after which the client sends them again; zero if it does not, and they are rejected
 */
public record RequestProblem(int status, String code, String message, int events, Duration retryIn) {}
