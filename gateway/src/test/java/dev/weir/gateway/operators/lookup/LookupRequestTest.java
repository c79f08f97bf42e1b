// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.UuidV8;
import dev.weir.gateway.operators.EventIdentity;
import dev.weir.http.BadParameterException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LookupRequestTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void searchesOneDayByDefault() throws Exception {
        assertThat(parse("e-1", Map.of("user_id", List.of("ada"))))
                .isEqualTo(new LookupRequest(new EventIdentity("ada", "e-1"), NOW.minus(Duration.ofDays(1))));
        assertThat(parse("a/b", Map.of("user_id", List.of("it's me"), "since", List.of("7d"))))
                .isEqualTo(new LookupRequest(new EventIdentity("it's me", "a/b"), NOW.minus(Duration.ofDays(7))));
    }

    @Test
    void findsACloudEventByItsSourceAndId() throws Exception {
        LookupRequest request = parse("c-1", Map.of("user_id", List.of("ada"), "source", List.of("/players/web")));

        String eventId = UuidV8.ofCloudEvent("/players/web", "c-1").toString();
        assertThat(request.event()).isEqualTo(new EventIdentity("ada", eventId));
    }

    @Test
    void refusalsNameTheAllowedValues() {
        assertRefused(Map.of(), "missing_parameter", "user_id is required");
        assertRefused(Map.of("user_id", List.of(" ")), "invalid_parameter", "user_id");
        assertRefused(Map.of("user_id", List.of("a", "b")), "invalid_parameter", "once");
        assertRefused(Map.of("user_id", List.of("a"), "since", List.of("yesterday")), "invalid_parameter", "24h");
        assertRefused(Map.of("user_id", List.of("a"), "since", List.of("999999d")), "invalid_parameter", "36500d");
        assertRefused(
                Map.of("user_id", List.of("a"), "from", List.of("1")), "unknown_parameter", "user_id, source, since");
    }

    private static void assertRefused(Map<String, List<String>> values, String code, String message) {
        assertThatThrownBy(() -> parse("e-1", values))
                .isInstanceOfSatisfying(
                        BadParameterException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private static LookupRequest parse(String id, Map<String, List<String>> values) throws BadParameterException {
        return LookupRequest.parse(id, values, NOW);
    }
}
