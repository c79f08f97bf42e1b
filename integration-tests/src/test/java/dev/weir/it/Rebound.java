// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server for a DNS rebinding attack. It first serves the attacker's page, and then forwards every other request to a
 * port of this machine. The browser takes both for the same origin.
 */
final class Rebound implements AutoCloseable {
    private static final String PAGE = "GET /page-of-others ";

    private final ServerSocket listener;
    private final int target;
    private final byte[] page;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Rebound(ServerSocket listener, int target, String page) {
        this.listener = listener;
        this.target = target;
        this.page = page.getBytes(StandardCharsets.UTF_8);
    }

    static Rebound to(int target, String page) throws IOException {
        Rebound rebound = new Rebound(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target, page);
        rebound.threads.execute(rebound::accept);
        return rebound;
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket browser = listener.accept();
                threads.execute(() -> serve(browser));
            }
        } catch (IOException closed) {
            // The listener was closed.
        }
    }

    private void serve(Socket browser) {
        try (browser) {
            byte[] begin = browser.getInputStream().readNBytes(PAGE.length());
            if (new String(begin, StandardCharsets.UTF_8).equals(PAGE)) {
                answerWithPage(browser.getOutputStream());
                return;
            }
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                threads.execute(() -> {
                    try (OutputStream answer = browser.getOutputStream()) {
                        server.getInputStream().transferTo(answer);
                    } catch (IOException gone) {
                        // The other direction ends too.
                    }
                });
                server.getOutputStream().write(begin);
                copy(browser.getInputStream(), server.getOutputStream());
            }
        } catch (IOException gone) {
            // The browser has closed the connection.
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        from.transferTo(to);
    }

    private void answerWithPage(OutputStream out) {
        try {
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: "
                            + page.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(page);
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
