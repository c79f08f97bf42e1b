package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Requests as they are written, for what a client library does not send. */
final class RawHttp {
    private RawHttp() {}

    /**
     * Everything that is answered until the server closes.
     *
     * @param head the lines of a request, to which no body follows
     */
    static String exchange(InetSocketAddress address, String... head) {
        String request = String.join("\r\n", head) + "\r\n\r\n";
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
