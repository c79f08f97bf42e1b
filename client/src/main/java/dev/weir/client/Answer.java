// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The outcome of a request. */
sealed interface Answer {
    /** The gateway decided on each event: it accepted all but these. */
    record Decided(List<Rejection> rejections) implements Answer {}

    /** None was accepted, and the same request would fail again. */
    record Refused(int status, String code, String message) implements Answer {}

    /** It is unknown whether events were accepted, or none was. All have to be sent again. */
    record TryAgain(int status, String code, String message, Optional<Duration> retryAfter) implements Answer {}

    /** @param index of the event in the request, from 0 */
    record Rejection(int index, String code, String message) {}
}
