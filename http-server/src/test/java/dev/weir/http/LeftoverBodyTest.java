// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests a server that refuses every request by its head, with any body. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class LeftoverBodyTest {
    /** Above the limit of every handler, but below the limit at which the listener itself closes the connection. */
    private static final long HUGE = 60 << 20;

    private static final byte[] PIECE = new byte[64 * 1024];

    private final HttpListener server = HttpListener.start(
            "127.0.0.1", 0, 1, exchange -> ErrorAnswers.send(exchange, ApiError.NOT_FOUND, "There is nothing here."));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void readsAnUnwantedBodySlowlyAndThenDisconnects() throws Exception {
        try (Socket socket = connect()) {
            head(socket, HUGE);
            assertThat(answer(socket)).startsWith("HTTP/1.1 404 ");

            assertThat(sentUntilCutOff(socket, HUGE)).isLessThan(HUGE / 2);
        }
    }

    @Test
    void keepsTheConnectionAfterAShortUnwantedBody() throws Exception {
        int largest = 5 << 20;
        try (Socket socket = connect()) {
            for (int i = 0; i < 2; i++) {
                head(socket, largest);
                assertThat(sentUntilCutOff(socket, largest)).isEqualTo(largest);
                assertThat(answer(socket)).startsWith("HTTP/1.1 404 ");
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    }

    private static void head(Socket socket, long length) throws IOException {
        socket.getOutputStream()
                .write(("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n")
                        .getBytes(US_ASCII));
    }

    private static long sentUntilCutOff(Socket socket, long length) throws IOException {
        OutputStream out = socket.getOutputStream();
        long sent = 0;
        try {
            while (sent < length) {
                int next = (int) Math.min(PIECE.length, length - sent);
                out.write(PIECE, 0, next);
                sent += next;
            }
        } catch (SocketException cutOff) {
            return sent;
        }
        return sent;
    }

    /** Reads a response up to the end of its body. */
    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        while (text.indexOf("}}") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The connection was closed after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
