// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.util.List;

/**
 * Hears what goes wrong. The methods are called on the client's sending threads, several at a time, and must not block:
 * nothing is sent meanwhile. The default listener logs counts and codes with {@link System.Logger}.
 */
public interface ClientListener {
    /** Gets events that the client gives up, each exactly once. All have the same reason. */
    default void eventsFailed(List<FailedEvent> events) {}

    /** Gets a request that failed as a whole. Its events are sent again if {@link RequestProblem#retryIn} is not zero. */
    default void requestFailed(RequestProblem problem) {}
}
