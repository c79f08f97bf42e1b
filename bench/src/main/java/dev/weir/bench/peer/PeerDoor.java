// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The HTTP endpoint through which the benchmark reads a peer's progress. */
public final class PeerDoor {
    /** The name of the file, in the peer's folder, that contains the port. */
    public static final String PORT = "port";

    /** The path that returns how many events the peer has counted so far. */
    public static final String COUNTED = "/counted";

    /** The path that returns the sum of the views at the end. A response that is not a number is an error message. */
    public static final String TOTAL = "/total";

    private PeerDoor() {}

    /** Produces a response body. */
    @FunctionalInterface
    interface Answer {
        String text() throws Exception;
    }

    static void open(Path folder, Answer counted, Answer total) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(COUNTED, exchange -> answer(exchange, counted));
        server.createContext(TOTAL, exchange -> answer(exchange, total));
        server.start();
        Path file = folder.resolve(PORT + ".new");
        Files.writeString(file, Integer.toString(server.getAddress().getPort()));
        Files.move(file, folder.resolve(PORT), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            String text;
            try {
                text = answer.text();
            } catch (Exception failed) {
                failed.printStackTrace();
                text = failed.toString();
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
