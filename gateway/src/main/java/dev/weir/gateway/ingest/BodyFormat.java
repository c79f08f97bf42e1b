package dev.weir.gateway.ingest;

/** How a body holds its events. */
enum BodyFormat {
    /** One event, or an array of them. */
    JSON(false),
    /** An event a line; blank lines count for nothing. */
    NDJSON(false),
    /** One CloudEvent, or, in binary mode, the data of one. */
    CLOUD_EVENT(true),
    /** An array of CloudEvents. */
    CLOUD_EVENT_BATCH(true);

    private final boolean cloudEvents;

    BodyFormat(boolean cloudEvents) {
        this.cloudEvents = cloudEvents;
    }

    /** Whether the events are CloudEvents. */
    boolean isCloudEvents() {
        return cloudEvents;
    }
}
