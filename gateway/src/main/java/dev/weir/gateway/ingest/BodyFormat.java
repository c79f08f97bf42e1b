// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

/** The format of a body with events. */
enum BodyFormat {
    /** One event, or an array of events. */
    JSON(false),
    /** One event per line; blank lines are ignored. */
    NDJSON(false),
    /** One CloudEvent or, in binary mode, the data of one. */
    CLOUD_EVENT(true),
    /** An array of CloudEvents. */
    CLOUD_EVENT_BATCH(true);

    private final boolean cloudEvents;

    BodyFormat(boolean cloudEvents) {
        this.cloudEvents = cloudEvents;
    }

    boolean isCloudEvents() {
        return cloudEvents;
    }
}
