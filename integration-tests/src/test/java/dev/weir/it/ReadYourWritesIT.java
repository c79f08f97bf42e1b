// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testbed.Answer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that waits for its events sees them in its next response, without polling. */
class ReadYourWritesIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of());

    private static final String JSON = "application/json";

    @Test
    void aPostThatWaitedIsInTheNextAnswer() throws IOException {
        WeirClient client = weir.client();
        for (int i = 1; i <= 5; i++) {
            Answer posted = client.post(JSON, "?wait=stored", view("waited", i));
            assertThat(posted.status()).as(posted.body()).isEqualTo(200);

            assertThat(views(client.get("/metrics?metric=views&video_id=waited")))
                    .isEqualTo(i);
        }
    }

    @Test
    void aTokenOfAPostMakesAReadWait() throws IOException {
        WeirClient client = weir.client();
        for (int i = 1; i <= 5; i++) {
            String token = client.post(JSON, view("token", i))
                    .headers()
                    .firstValue("Weir-Token")
                    .orElseThrow();

            assertThat(views(client.get("/metrics?metric=views&video_id=token&after=" + token)))
                    .isEqualTo(i);
            assertThat(client.get("/metrics?metric=active_users&after=" + token)
                            .json()
                            .at("/rows/0/dau")
                            .asInt())
                    .isGreaterThanOrEqualTo(i);
        }
    }

    @Test
    void aTokenThatWasMadeUpIsRefused() throws IOException {
        // The first byte is the format. A partition follows, and an offset beyond the end of any log.
        String far = "AQAAAAB__________w";

        Answer answer = weir.client().get("/metrics?metric=views&after=" + far);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("invalid_parameter");
        assertThat(answer.json().at("/error/field").asText()).isEqualTo("after");
    }

    private static int views(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode rows = answer.json().get("rows");
        return rows.isEmpty() ? 0 : rows.get(0).get("views").asInt();
    }

    private static String view(String video, int user) {
        return String.format(Locale.ROOT, "{\"user_id\":\"%s-%d\",\"video_id\":\"%s\"}", video, user, video);
    }
}
