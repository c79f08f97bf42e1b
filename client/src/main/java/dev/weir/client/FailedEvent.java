// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

/**
 * An event that was not accepted and is not sent again by the client.
 *
 * @param eventId its {@code event_id}
 * @param json the event as one line of JSON, which {@code POST /events} takes. If it is sent again with the same
 *     {@code event_id} within 24 hours, it counts once.
 * @param code a code of the gateway such as {@code too_old}, {@code http_…} with the status of a response without a code,
 *     or empty if the reason is not {@link Reason#REJECTED}
 * @param message what is wrong, in a sentence
 */
public record FailedEvent(String eventId, String json, Reason reason, String code, String message) {

    /** Why an event failed. */
    public enum Reason {
        /** The gateway refused it, and would refuse it again. */
        REJECTED,
        /** It could not be delivered within the configured maximum age. It may have been counted if a response was lost. */
        EXPIRED,
        /** It could not be delivered before the client was closed. It may have been counted if a response was lost. */
        NOT_DELIVERED
    }
}
