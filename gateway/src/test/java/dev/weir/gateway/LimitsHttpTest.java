// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.gateway.TestGateway.Answer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsHttpTest {
    private static final TestGateway gateway = new TestGateway();
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";
    private static final int MAX_BODY_BYTES = 5 * 1024 * 1024;

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void storesPropertiesOf8KibibytesUnchanged() {
        gateway.publisher.batches().clear();
        String most = "{\"a\":\"" + "x".repeat(8 * 1024 - 8) + "\"}";
        String event = "{\"user_id\":\"u\",\"type\":\"t\",\"properties\":%s}";

        assertThat(gateway.post(String.format(Locale.ROOT, event, most)).status())
                .isEqualTo(200);
        assertThat(gateway.publisher.events())
                .extracting(Event::properties)
                .containsExactly(most)
                .first()
                .satisfies(text -> assertThat(text).hasSize(8 * 1024));
    }

    @Test
    void acceptsNumbersBeyond64BitsInProperties() {
        gateway.publisher.batches().clear();
        String properties = "{\"n\":" + "9".repeat(3_000) + ",\"m\":1e99999}";

        assertThat(gateway.post("{\"user_id\":\"u\",\"type\":\"t\",\"value\":1e308,\"properties\":" + properties + "}")
                        .status())
                .isEqualTo(200);
        assertThat(gateway.publisher.events()).extracting(Event::properties).containsExactly(properties);
        Answer digits = gateway.post("{\"user_id\":\"u\",\"type\":\"t\",\"value\":" + "9".repeat(20_000) + "}");
        assertThat(digits.row(0).get("code").asText()).isEqualTo("invalid_value");
    }

    @Test
    void findsADuplicateAmongManyNames() {
        StringBuilder properties = new StringBuilder("{");
        for (int i = 0; i < 500; i++) {
            properties.append("\"k").append(i).append("\":1,");
        }

        Answer answer = gateway.post("{\"user_id\":\"u\",\"type\":\"t\",\"properties\":" + properties + "\"k499\":1}}");

        assertThat(answer.row(0).get("field").asText()).isEqualTo("properties.k499");
        assertThat(gateway.post("{\"user_id\":\"u\",\"type\":\"t\",\"properties\":" + properties + "\"k500\":1}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void acceptsChunkedBodiesAndExpectContinue() throws Exception {
        String answer = raw(head("Transfer-Encoding: chunked", "Expect: 100-continue", "Connection: close")
                + chunk(GOOD.substring(0, 5))
                + chunk(GOOD.substring(5))
                + chunk(""));

        assertThat(answer)
                .startsWith("HTTP/1.1 100 Continue")
                .contains("HTTP/1.1 200 OK")
                .endsWith(":0}");
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type: application/json, Content-Length: 5242881, 413, too_large",
        "Content-Type: text/plain, Content-Length: 30, 415, unsupported_media_type"
    })
    void refusesBeforeTheBodyIsSent(String type, String length, int status, String code) throws Exception {
        String answer = raw("POST /events HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nConnection: close\r\n"
                + type + "\r\n" + length + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status).contains(code).doesNotContain("100 Continue");
    }

    @Test
    void refusesAnEndlessBody() throws Exception {
        try (Socket socket =
                new Socket(gateway.address().getAddress(), gateway.address().getPort())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(head("Transfer-Encoding: chunked").getBytes(UTF_8));
            byte[] chunk = chunk(" ".repeat(65536)).getBytes(UTF_8);
            for (int i = 0; i < 90; i++) {
                out.write(chunk);
            }
            out.flush();

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void releasesResourcesOfAClientThatDisconnects() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Socket socket =
                    new Socket(gateway.address().getAddress(), gateway.address().getPort())) {
                socket.getOutputStream().write((head("Content-Length: 1000000") + " ".repeat(500_000)).getBytes(UTF_8));
            }
        }
        // Together the clients announced far more than the budget of all bodies.
        assertThat(gateway.post(padded(MAX_BODY_BYTES)).status()).isEqualTo(200);
    }

    private static String padded(int bytes) {
        return GOOD + " ".repeat(bytes - GOOD.length());
    }

    private static String head(String... headers) {
        return "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + String.join("\r\n", headers)
                + "\r\n\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(
                        gateway.address().getAddress(), gateway.address().getPort());
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
