// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.gateway.operators.EventIdentity;
import dev.weir.gateway.operators.lookup.Scan.Copy;
import dev.weir.gateway.operators.lookup.StoredCopies.Counted;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupAnswerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Place PLACE = new Place(2, 17);
    private static final LookupRequest REQUEST =
            new LookupRequest(new EventIdentity("ada", "e-1"), NOW.minus(Duration.ofDays(1)));

    @Test
    void listsTheFateOfEachCopyAndTheSearchedRange() throws Exception {
        Scan scan = new Scan(2, 5, 20, true, List.of(new Copy(PLACE, NOW)));
        StoredCopies stored = new StoredCopies(20, List.of(new Counted(PLACE, NOW)), List.of());

        assertThat(json(new LookupAnswer(REQUEST, scan, Fates.of(scan, stored))))
                .isEqualTo(
                        "{\"event_id\":\"e-1\",\"user_id\":\"ada\",\"fate\":\"counted\",\"copies\":[{\"fate\":\"counted\","
                                + "\"why\":\"It is counted.\",\"partition\":2,\"offset\":17,\"received_at\":\"2026-11-20T12:00:00Z\","
                                + "\"in_log\":true}],\"scanned\":{\"since\":\"2026-11-19T12:00:00Z\",\"partition\":2,"
                                + "\"from_offset\":5,\"to_offset\":20,\"complete\":true}}");
    }

    @Test
    void listsTheSearchedRangeIfNothingIsFound() {
        Scan scan = new Scan(2, 5, 12, false, List.of());

        assertThat(new LookupAnswer(REQUEST, scan, List.of()).notFound())
                .contains("partition 2 from offset 5 up to 12", "reached its time limit");
    }

    private static String json(LookupAnswer answer) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            answer.writeTo(json);
        }
        return text.toString();
    }
}
