package dev.weir.gateway.ingest;

/** How a body holds its events. */
enum BodyFormat {
    /** One event, or an array of them. */
    JSON,
    /** An event a line; blank lines count for nothing. */
    NDJSON
}
