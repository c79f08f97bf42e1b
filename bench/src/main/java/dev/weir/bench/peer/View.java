// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The fields of an event that the peers need for counting. It is a bean, because Jackson and Flink handle beans best.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public final class View {
    @JsonProperty("event_id")
    public String eventId = "";

    @JsonProperty("user_id")
    public String userId = "";

    @JsonProperty("video_id")
    public String videoId = "";

    public long timestamp;
}
