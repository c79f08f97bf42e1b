// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private static final String ROWS = """
            {"freshness":{"as_of":"2026-11-20T12:00:00Z"},"rows":[%s]}""";

    private final AtomicInteger reads = new AtomicInteger();
    private final HttpServer gateway;

    private volatile String rows = "";
    private volatile int status = 200;

    WitnessTest() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        gateway.createContext("/metrics", exchange -> {
            byte[] body = String.format(Locale.ROOT, ROWS, rows).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            reads.incrementAndGet();
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void passesWhileNumbersGrow() throws Exception {
        assertThat(stepsBackAfter("", views(3), views(3), views(4))).isEmpty();
    }

    @Test
    void reportsANumberThatFell() throws Exception {
        assertThat(stepsBackAfter(views(4), views(3))).contains("views 2026-11-20 intro views: 4 -> 3");
    }

    @Test
    void reportsARowThatVanished() throws Exception {
        assertThat(stepsBackAfter(views(4), "")).contains("views 2026-11-20 intro views: 4 -> no row");
    }

    @Test
    void ignoresAMissingResponse() throws Exception {
        try (Witness witness = witness()) {
            show(views(4));
            status = 503;
            show("");
            status = 200;
            show(views(4));
            assertThat(witness.stepsBack()).isEmpty();
        }
    }

    @Test
    void readsTheFreshnessOfTheViews() throws Exception {
        try (Witness witness = witness()) {
            show(views(4));
            assertThat(witness.latest()).isEqualTo(new Witness.Reading(4, Instant.parse("2026-11-20T12:00:00Z")));
        }
    }

    private List<String> stepsBackAfter(String... shown) throws InterruptedException {
        try (Witness witness = witness()) {
            for (String each : shown) {
                show(each);
            }
            return witness.stepsBack();
        }
    }

    private Witness witness() {
        URI url = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
        return Witness.of(List.of(new WeirClient(url)), Duration.ofMillis(1), reading -> {});
    }

    /**
     * Waits until the witness has compared all metrics with these rows: for the rest of the round in which they change,
     * for one whole round, and for the next, which begins after that.
     */
    private void show(String now) {
        rows = now;
        int before = reads.get();
        await().until(() -> reads.get() >= before + 3 * Witness.METRICS.size());
    }

    private static String views(int views) {
        return String.format(Locale.ROOT, """
               {"day":"2026-11-20","video_id":"intro","views":%d}""", views);
    }
}
