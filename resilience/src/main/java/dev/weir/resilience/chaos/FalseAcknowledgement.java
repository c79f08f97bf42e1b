// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The response that a gateway would give if it had made the events of a request durable. */
record FalseAcknowledgement(int events) {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final Pattern EVENT = Pattern.compile("\"event_id\"");

    /**
     * Reads a whole request.
     *
     * @param beginning its first bytes, including all headers
     * @param rest the stream with the rest of the request
     */
    static FalseAcknowledgement of(String beginning, InputStream rest) throws IOException {
        int bodyBegins = beginning.indexOf("\r\n\r\n") + 4;
        Matcher length = LENGTH.matcher(beginning);
        if (bodyBegins < 4 || !length.find()) {
            throw new IOException("not a request with a Content-Length");
        }
        int missing = Integer.parseInt(length.group(1)) - (beginning.length() - bodyBegins);
        byte[] end = rest.readNBytes(missing);
        if (end.length < missing) {
            throw new EOFException("the request was cut off");
        }
        String body = beginning.substring(bodyBegins) + new String(end, StandardCharsets.ISO_8859_1);
        return new FalseAcknowledgement((int) EVENT.matcher(body).results().count());
    }

    void writeTo(OutputStream client) throws IOException {
        String body = String.format(Locale.ROOT, "{\"accepted\":%d,\"rejected\":0}", events);
        client.write(String.format(
                        Locale.ROOT,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                        body.length(),
                        body)
                .getBytes(StandardCharsets.ISO_8859_1));
    }
}
