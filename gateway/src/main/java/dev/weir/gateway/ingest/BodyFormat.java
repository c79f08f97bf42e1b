// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

/** The format of a body with events. */
enum BodyFormat {
    /** One event, or an array of events. */
    JSON,
    /** One event per line; blank lines are ignored. */
    NDJSON,
    /** One CloudEvent or, in binary mode, the data of one. */
    CLOUD_EVENT,
    /** An array of CloudEvents. */
    CLOUD_EVENT_BATCH
}
