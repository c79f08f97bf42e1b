// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.weir.configuration.ClickHouseEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses a fake server with scripted responses. The end-to-end tests run against ClickHouse itself. */
class HttpTableInserterTest {
    private static final int BROKEN = 500;

    private record Request(String method, String query, String authorization, String body) {}

    private final Deque<Integer> answers = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();

    private HttpServer server;
    private TableInserter inserter;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            int status = answers.isEmpty() ? 200 : answers.pop();
            byte[] text =
                    (status == 200 ? "" : "Code: 241. DB::Exception: no memory\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        inserter = new HttpTableInserter(
                new ClickHouseEndpoint(url, "w\u00e9ir", "secret"),
                RecordingTableInserter.table(false),
                List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1)));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsTheStatementInTheUrlAndTheRowsInTheBody() throws Exception {
        inserter.insert(rows("abc"));

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.query()).contains("query=INSERT INTO texts (text) FORMAT RowBinary", "async_insert=0");
            assertThat(new String(
                            Base64.getDecoder().decode(request.authorization().substring("Basic ".length())),
                            StandardCharsets.UTF_8))
                    .isEqualTo("w\u00e9ir:secret");
            assertThat(request.body()).isEqualTo("\u0003abc");
        });
    }

    @Test
    void retriesWithTheSameRows() throws Exception {
        answers.addAll(List.of(BROKEN, BROKEN, BROKEN));

        inserter.insert(rows("abc"));

        assertThat(requests).hasSize(4).allSatisfy(request -> assertThat(request.body())
                .hasSize(4));
    }

    @Test
    void failsAfterFourAttemptsWithTheErrorOfClickHouse() {
        answers.addAll(List.of(BROKEN, BROKEN, BROKEN, BROKEN));

        assertThatThrownBy(() -> inserter.insert(rows("abc")))
                .isInstanceOf(IOException.class)
                .hasMessage("ClickHouse rejected an insert into texts: Code: 241. DB::Exception: no memory");
        assertThat(requests).hasSize(4);
    }

    @Test
    void namesTheTableIfTheConnectionIsRefused() {
        server.stop(0);

        assertThatThrownBy(() -> inserter.insert(rows("abc")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("an insert into texts: java.net.ConnectException");
    }

    private static RowBinary rows(String text) {
        RowBinary rows = new RowBinary();
        rows.string(text);
        return rows;
    }
}
