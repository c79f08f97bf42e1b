// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.resilience.abuse.ResponseParser.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseParserTest {
    private static final String ANSWERS = String.join(
            "\r\n",
            "HTTP/1.1 100 Continue",
            "",
            "HTTP/1.1 200 OK",
            "Content-Length: 5",
            "",
            "HTTP/HTTP/1.1 503 Service Unavailable",
            "Retry-After: 1",
            "Transfer-Encoding: chunked",
            "",
            "3",
            "abc",
            "0",
            "",
            "HTTP/1.1 400 Bad Request",
            "Connection: close",
            "Content-Length: 0",
            "",
            "");

    private final List<Response> answers = new ArrayList<>();
    private final ResponseParser parser = new ResponseParser(answers::add);

    @Test
    void parsesResponsesInAnyChunks() throws Exception {
        byte[] bytes = Request.ascii(ANSWERS);
        for (int length = 1; length <= bytes.length; length++) {
            answers.clear();
            for (int from = 0; from < bytes.length; from += length) {
                parser.parse(ByteBuffer.wrap(bytes, from, Math.min(length, bytes.length - from)));
            }
            assertThat(answers)
                    .containsExactly(
                            new Response(200, false, false, ""),
                            new Response(503, true, false, "abc\r\n"),
                            new Response(400, false, true, ""));
        }
    }

    @Test
    void refusesTextThatIsNotHttp() {
        assertThatThrownBy(() -> parser.parse(ByteBuffer.wrap(Request.ascii("SSH-2.0-x\r\n"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SSH-2.0-x");
    }
}
