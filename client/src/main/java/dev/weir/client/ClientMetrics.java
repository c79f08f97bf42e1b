// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

/**
 * The counters of a client since it was built, at one instant. Always
 * {@code tracked = accepted + rejected + expired + notDelivered + queued}.
 *
 * @param tracked events that {@code track} took
 * @param accepted events that the gateway has made durable
 * @param rejected events that the gateway refused
 * @param expired events that were older than the maximum age
 * @param notDelivered events that were left when the client was closed
 * @param queued events in the buffer, with those that are being sent
 * @param queuedBytes the memory of these events
 * @param refused events that {@code track} did not take, because the buffer was full
 * @param requests requests that were sent
 * @param retried requests that were sent again
 */
public record ClientMetrics(
        long tracked,
        long accepted,
        long rejected,
        long expired,
        long notDelivered,
        long queued,
        long queuedBytes,
        long refused,
        long requests,
        long retried) {}
