// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.query.RepeatedReads;
import dev.weir.http.JsonAnswers;
import java.time.Duration;

/**
 * The limits of streams.
 *
 * @param streams open at a time
 * @param streamsOfOne open at a time for one client
 * @param queries distinct queries of all streams together, each of which is read once a second
 * @param patience how long a client may take to read what was sent at one time
 */
public record StreamLimits(int streams, int streamsOfOne, int queries, Duration patience) {
    public static final StreamLimits DEFAULT = new StreamLimits(5_000, 1_250, 200, Duration.ofSeconds(10));

    /** The most queries of one stream. */
    static final int QUERIES_OF_ONE = 24;

    /** The most bytes of one event. */
    static final int EVENT_BYTES = 1 << 20;

    /** The limits as published at {@code GET /limits}. */
    public JsonAnswers.Body published() {
        return json -> {
            json.writeStartObject();
            json.writeNumberField("max_streams", streams);
            json.writeNumberField("max_streams_per_client", streamsOfOne);
            json.writeNumberField("max_distinct_queries", queries);
            json.writeNumberField("max_queries_per_stream", QUERIES_OF_ONE);
            json.writeNumberField("max_limit", RepeatedReads.MAX_LIMIT);
            json.writeNumberField("max_event_bytes", EVENT_BYTES);
            json.writeNumberField("slow_reader_ms", patience.toMillis());
            json.writeEndObject();
        };
    }
}
