// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventBodiesTest {
    private static final long NOW = 1_795_176_000_250L;

    private final EventBodies bodies = new EventBodies(1_000, 100, new SplittableRandom(1));

    @Test
    void writesCompleteRequests() throws Exception {
        String request = text(bodies.next(NOW));

        int head = request.indexOf("\r\n\r\n") + 4;
        assertThat(request).startsWith("POST /events HTTP/1.1\r\n");
        assertThat(request).contains("Content-Length: " + (request.length() - head) + "\r\n");
        JsonNode events = new ObjectMapper().readTree(request.substring(head));
        assertThat(events).hasSize(EventBodies.EVENTS);
        for (JsonNode event : events) {
            assertThat(event.get("timestamp").asLong()).isEqualTo(NOW);
            assertThat(event.get("user_id").asText()).matches("user-000000\\d{3}");
            assertThat(event.get("video_id").asText()).matches("video-\\d{1,3}");
            assertThat(event.at("/properties/view").asText()).matches("[0-9a-f]{16}");
        }
    }

    @Test
    void neverRepeatsAnEventId() throws Exception {
        Set<String> ids = new HashSet<>();
        int requests = 20;
        for (int i = 0; i < requests; i++) {
            String request = text(bodies.next(NOW));
            for (JsonNode event : new ObjectMapper().readTree(request.substring(request.indexOf("\r\n\r\n")))) {
                String id = event.get("event_id").asText();
                assertThat(UUID.fromString(id)).hasToString(id);
                ids.add(id);
            }
        }

        assertThat(ids).hasSize(requests * EventBodies.EVENTS);
    }

    private static String text(byte[] request) {
        return new String(request, StandardCharsets.US_ASCII);
    }
}
