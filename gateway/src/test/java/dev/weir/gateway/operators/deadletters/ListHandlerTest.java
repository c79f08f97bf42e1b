// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.Event;
import dev.weir.gateway.operators.deadletters.Action.Kind;
import dev.weir.gateway.operators.deadletters.Action.Outcome;
import dev.weir.http.HttpListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final InMemoryDeadLetters store = new InMemoryDeadLetters();
    private final HttpListener listener = HttpListener.start("127.0.0.1", 0, 1, new ListHandler(store));

    @AfterEach
    void stop() {
        listener.close();
    }

    @Test
    void showsTheRecordItsFieldsAndItsActions() throws Exception {
        Event event = Event.of("e", "purchase", NOW.toEpochMilli(), "ada")
                .withSessionId("s")
                .withValue(1.5)
                .withProperties("{\"a\": [1]}");
        store.add(Letters.with(Letters.of(event), new Action(NOW, Kind.REDRIVE, Outcome.FAILED, "It's \"why\".")));

        assertThat(get("").at("/dead_letters/0").toString())
                .isEqualTo("{\"id\":\"events-0-7\",\"status\":\"open\",\"failed_at\":\"2026-11-20T10:00:00Z\","
                        + "\"reason\":\"malformed\",\"detail\":\"why\",\"topic\":\"events\",\"partition\":0,\"offset\":7,"
                        + "\"key\":\"YWRh\",\"payload\":\"" + base64(event) + "\",\"payload_bytes\":"
                        + Letters.of(event).payload().length + ",\"event\":{\"event_id\":\"e\",\"type\":\"purchase\","
                        + "\"timestamp\":\"2026-11-20T12:00:00Z\",\"user_id\":\"ada\",\"session_id\":\"s\",\"value\":1.5,"
                        + "\"properties\":{\"a\":[1]}},\"actions\":[{\"at\":\"2026-11-20T12:00:00Z\","
                        + "\"action\":\"redrive\",\"outcome\":\"failed\",\"detail\":\"It's \\\"why\\\".\"}]}");
    }

    @Test
    void showsPropertiesThatAreNotJsonAsText() throws Exception {
        for (String broken : List.of("", "{", "{} {}", "nope")) {
            store.add(
                    Letters.of(Event.of("e", "login", NOW.toEpochMilli(), "ada").withProperties(broken)));

            assertThat(get("").at("/dead_letters/0/event/properties").textValue())
                    .isEqualTo(broken);
        }
    }

    @Test
    void pagesReturnEachLetterOnce() throws Exception {
        fill(250, 1);
        assertThat(pages("limit=1000")).containsExactly(250);
        assertThat(pages("limit=100")).containsExactly(100, 100, 50);
        assertThat(pages("limit=125")).containsExactly(125, 125);
    }

    @Test
    void endsAPageOfLargePayloadsEarly() throws Exception {
        fill(250, 64 * 1024);

        assertThat(pages("limit=1000")).containsExactly(200, 50);
    }

    private void fill(int count, int payloadBytes) {
        for (int offset = 0; offset < count; offset++) {
            store.add(Letters.at(new DeadLetterId("events", 0, offset), new byte[payloadBytes]));
        }
    }

    /** Reads all pages, checks that each letter is on one of them, and returns the sizes of the pages. */
    private List<Integer> pages(String query) throws Exception {
        List<Integer> sizes = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        JsonNode page = get("?" + query);
        while (true) {
            page.at("/dead_letters").forEach(letter -> seen.add(letter.get("id").asText()));
            sizes.add(page.at("/dead_letters").size());
            if (page.at("/next_cursor").isNull()) {
                assertThat(seen).doesNotHaveDuplicates().hasSize(250);
                return sizes;
            }
            page = get("?" + query + "&cursor=" + page.at("/next_cursor").asText());
        }
    }

    private JsonNode get(String query) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + listener.address().getPort() + "/" + query))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    private static String base64(Event event) {
        return Base64.getEncoder().encodeToString(Letters.of(event).payload());
    }
}
