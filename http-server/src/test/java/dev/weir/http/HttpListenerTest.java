// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.http.tls.ServerCertificate;
import dev.weir.http.tls.TlsConfiguration;
import dev.weir.testsupport.TestAuthority;
import dev.weir.testsupport.TestAuthority.Issued;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.channels.StreamSinkChannel;

/** Tests the behaviour of peers before, between and after requests. */
@Execution(ExecutionMode.CONCURRENT)
class HttpListenerTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Long enough for a handshake or a request on a busy machine. */
    private static final Duration ROOMY = Duration.ofSeconds(3);

    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** Far above the capacity of the two sockets' buffers. */
    private static final int LARGE_ANSWER_BYTES = 64 << 20;

    private static final int DOTS = 4;

    private final TestAuthority authority = new TestAuthority("authority");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private final Path folder;

    HttpListenerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesAConnectionWithSlowHeaders(boolean tls) throws Exception {
        HttpListener listener = start(new SocketTimeouts(LONG, SHORT, LONG, LONG, LONG), tls);
        Socket socket = tls ? connectWithTls(listener) : connect(listener);

        // The client is never silent for long, and never finishes: only a timeout for the whole head ends the
        // connection.
        assertThatThrownBy(() -> {
                    socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        socket.getOutputStream().write('x');
                        socket.getOutputStream().flush();
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void closesAStalledHandshake() throws Exception {
        HttpListener listener = start(new SocketTimeouts(SHORT, LONG, LONG, LONG, LONG), true);
        Socket socket = connect(listener);

        // The start of the first record of a handshake.
        socket.getOutputStream().write(new byte[] {22, 3, 1});

        assertThat(isEnded(socket)).isTrue();
    }

    @Test
    void keepsAConnectionAfterItsHandshake() throws Exception {
        HttpListener listener = start(new SocketTimeouts(ROOMY, LONG, LONG, LONG, LONG), true);
        Socket established = connectWithTls(listener);
        Socket stalled = connect(listener);

        // When the timeout of this connection is over, so is that of the other one, which began earlier.
        assertThat(isEnded(stalled)).isTrue();

        established.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        assertThat(statusLine(established)).isEqualTo("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesAnIdleConnection(boolean tls) throws Exception {
        HttpListener listener = start(new SocketTimeouts(LONG, LONG, ROOMY, LONG, LONG), tls);
        Socket socket = tls ? connectWithTls(listener) : connect(listener);

        socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));

        assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200 OK");
        assertThat(isEnded(socket)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesAConnectionIfTheResponseIsNotRead(boolean tls) throws Exception {
        CountDownLatch finished = new CountDownLatch(1);
        HttpListener listener =
                start(new SocketTimeouts(LONG, LONG, LONG, LONG, SHORT), tls, ConnectionLimits.NONE, exchange -> {
                    exchange.addExchangeCompleteListener((done, next) -> {
                        finished.countDown();
                        next.proceed();
                    });
                    exchange.getResponseSender().send(ByteBuffer.allocate(LARGE_ANSWER_BYTES));
                });
        Socket socket = tls ? connectWithTls(listener) : connect(listener);

        socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));

        assertThat(finished.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.awaitNoConnections(Duration.ofSeconds(60))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void keepsAConnectionWhileItsResponseIsWritten(HttpClient.Version version) throws Exception {
        boolean tls = version == HttpClient.Version.HTTP_2;
        HttpListener listener = start(
                new SocketTimeouts(LONG, SHORT, SHORT, ROOMY, ROOMY),
                tls,
                ConnectionLimits.NONE,
                HttpListenerTest::sendDotsForLong);
        HttpClient client = HttpClient.newBuilder()
                .sslContext(authority.trusted())
                .version(version)
                .build();

        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create((tls ? "https" : "http") + "://localhost:"
                                + listener.address().getPort()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(version);
        assertThat(response.body()).isEqualTo(".".repeat(DOTS));
    }

    @Test
    void closesAnIdleHttp2Connection() throws Exception {
        HttpListener listener = start(new SocketTimeouts(LONG, LONG, LONG, ROOMY, LONG), true);
        HttpClient client =
                HttpClient.newBuilder().sslContext(authority.trusted()).build();
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(
                                "https://localhost:" + listener.address().getPort()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);

        assertThat(listener.awaitNoConnections(Duration.ofSeconds(30))).isTrue();
    }

    /** Sends dots for twice the time that the client is silent. */
    private static void sendDotsForLong(HttpServerExchange exchange) {
        OpenEndedResponse.begin(exchange);
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> sendDots(exchange, exchange.getResponseChannel(), DOTS));
    }

    private static void sendDots(HttpServerExchange exchange, StreamSinkChannel channel, int left) {
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'.'}));
            channel.flush();
        } catch (IOException gone) {
            return;
        }
        var unused = exchange.getIoThread()
                .executeAfter(
                        () -> {
                            if (left == 1) {
                                exchange.endExchange();
                            } else {
                                sendDots(exchange, channel, left - 1);
                            }
                        },
                        ROOMY.dividedBy(2).toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Test
    void closesConnectionsBeyondTheLimitOfAnAddress() throws Exception {
        HttpListener listener = start(limited(10, 2, address -> false));
        Socket first = used(connect(listener));
        used(connect(listener));

        assertThat(isEnded(connect(listener))).isTrue();
        assertThat(refused("per_address")).isEqualTo(1);
        assertThat(openConnections()).isEqualTo(2);

        first.close();
        await().until(() -> openConnections() == 1);
        used(connect(listener));
    }

    @Test
    void closesConnectionsBeyondTheTotalLimit() throws Exception {
        HttpListener listener = start(limited(1, 10, address -> true));
        used(connect(listener));

        assertThat(isEnded(connect(listener))).isTrue();
        assertThat(refused("total")).isEqualTo(1);
    }

    @Test
    void doesNotLimitTrustedProxiesByAddress() throws Exception {
        HttpListener listener = start(limited(10, 1, InetAddress::isLoopbackAddress));

        used(connect(listener));
        used(connect(listener));

        assertThat(refused("per_address")).isZero();
    }

    @Test
    void releasesTheSlotOfAConnectionHoweverItEnds() throws Exception {
        HttpListener listener = start(new SocketTimeouts(ROOMY, SHORT, LONG, LONG, LONG), true);
        connect(listener).getOutputStream().write(22);
        connectWithTls(listener).getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
        Socket reset = connectWithTls(listener);
        reset.setSoLinger(true, 0);
        reset.close();

        assertThat(listener.awaitNoConnections(Duration.ofSeconds(60))).isTrue();
        assertThat(openConnections()).isZero();
    }

    @Test
    void refusesTooLargeAHead() throws Exception {
        HttpListener listener = start(SocketTimeouts.DEFAULT, false);
        Socket socket = connect(listener);

        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nX: " + "x".repeat(70_000) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));

        assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 431 Request Header Fields Too Large");
    }

    @Test
    void stopsAcceptingAndKeepsOpenConnections() throws Exception {
        HttpListener listener = start(SocketTimeouts.DEFAULT, false);
        Socket early = used(connect(listener));
        InetSocketAddress address = listener.address();

        listener.stopAccepting();

        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(SocketException.class);
        used(early);
    }

    private static ConnectionLimits limited(int total, int perAddress, Predicate<InetAddress> uncapped) {
        return new ConnectionLimits(total, perAddress, uncapped);
    }

    private HttpListener start(ConnectionLimits limits) {
        return start(SocketTimeouts.DEFAULT, false, limits, HttpListenerTest::answer);
    }

    private HttpListener start(SocketTimeouts timeouts, boolean tls) {
        return start(timeouts, tls, ConnectionLimits.NONE, HttpListenerTest::answer);
    }

    private HttpListener start(SocketTimeouts timeouts, boolean tls, ConnectionLimits limits, HttpHandler handler) {
        Optional<Supplier<SSLContext>> certificate = tls ? Optional.of(certificate()) : Optional.empty();
        HttpListener listener = HttpListener.start(
                new HttpListener.Settings("http", "127.0.0.1", 0, 1, certificate, limits), timeouts, registry, handler);
        open.push(listener);
        return listener;
    }

    private ServerCertificate certificate() {
        authority.issue("localhost").writeTo(folder);
        ServerCertificate certificate = new ServerCertificate(
                new TlsConfiguration(Issued.certificateIn(folder), Issued.keyIn(folder)), registry);
        open.push(certificate);
        return certificate;
    }

    private static void answer(HttpServerExchange exchange) {
        exchange.getResponseSender().send("hello");
    }

    private Socket connect(HttpListener listener) throws IOException {
        Socket socket = new Socket();
        // Small, so that an unread response stays in the server.
        socket.setReceiveBufferSize(4096);
        socket.connect(listener.address());
        socket.setSoTimeout(30_000);
        open.push(socket);
        return socket;
    }

    private Socket connectWithTls(HttpListener listener) throws IOException {
        Socket plain = connect(listener);
        SSLSocket socket = (SSLSocket)
                authority.trusted().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        socket.startHandshake();
        open.push(socket);
        return socket;
    }

    /** Sends a request and reads the response, which shows that the connection was admitted. */
    private static Socket used(Socket socket) throws IOException {
        socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200 OK");
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // Skip the rest of a response.
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private double refused(String reason) {
        return registry.get("weir.http.connections.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private int openConnections() {
        return (int) registry.get("weir.http.connections").gauge().value();
    }
}
