// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.Violation;
import org.jspecify.annotations.Nullable;

/**
 * A rejected event.
 *
 * @param index of the event in the request
 * @param eventId if the event has a valid one
 */
record Rejection(int index, @Nullable String eventId, Violation violation) {}
