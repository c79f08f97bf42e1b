package dev.weir.it.bench.peer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What the peers read of an event: the fields by which they count. A bean, as Jackson and Flink like them best. */
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
