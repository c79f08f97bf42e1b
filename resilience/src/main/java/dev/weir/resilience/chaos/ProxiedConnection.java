// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection through a {@link FaultyProxy}.
 *
 * <p>HTTP is parsed only as far as needed: a request begins with its method, and its first bytes identify it.
 */
final class ProxiedConnection {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int BEGINNING_CHARACTERS = 8 << 10;
    private static final int CONNECT_MILLIS = 2_000;

    private interface Work {
        void run() throws IOException;
    }

    private final FaultyProxy proxy;
    private final Socket client;
    private final Socket server = new Socket();
    private final Consumer<ProxiedConnection> onEnd;

    /** The first bytes of the current request. */
    private volatile String request = "";

    ProxiedConnection(FaultyProxy proxy, Socket client, Consumer<ProxiedConnection> onEnd) {
        this.proxy = proxy;
        this.client = client;
        this.onEnd = onEnd;
    }

    void start(InetSocketAddress address) {
        run("proxy-requests", () -> {
            server.connect(address, CONNECT_MILLIS);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            run("proxy-answers", this::passAnswers);
            passRequests();
        });
    }

    void cut() {
        closeQuietly(client);
        closeQuietly(server);
        onEnd.accept(this);
    }

    private void passRequests() throws IOException {
        InputStream from = client.getInputStream();
        OutputStream to = server.getOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
            boolean begins = note(text);
            Interference now = proxy.interference();
            if (now instanceof Interference.CutRequests cut && cut.requests().include(request) && cut.chance()) {
                proxy.interfered();
                to.write(buffer, 0, count / 2);
                return;
            }
            if (now instanceof Interference.Lie lie && begins && lie.requests().include(request) && lie.chance()) {
                proxy.interfered();
                FalseAcknowledgement.of(text, from).writeTo(client.getOutputStream());
            } else {
                to.write(buffer, 0, count);
            }
        }
    }

    private void passAnswers() throws IOException {
        InputStream from = server.getInputStream();
        OutputStream to = client.getOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            Interference now = proxy.interference();
            if (now instanceof Interference.DropAnswers drop && drop.requests().include(request)) {
                proxy.interfered();
                return;
            }
            if (now instanceof Interference.DelayAnswers delay
                    && delay.requests().include(request)) {
                proxy.interfered();
                pause(delay.by());
            }
            to.write(buffer, 0, count);
        }
    }

    /** Records the bytes. Returns whether a request begins with them. */
    private boolean note(String text) {
        boolean begins = text.startsWith("POST ") || text.startsWith("GET ");
        String known = begins ? "" : request;
        String all = known.length() < BEGINNING_CHARACTERS ? known + text : known;
        request = all.substring(0, Math.min(all.length(), BEGINNING_CHARACTERS));
        return begins;
    }

    private void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // One side is closed; the other is closed below.
                    } finally {
                        cut();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void pause(Duration time) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // The socket is closed anyway.
        }
    }
}
