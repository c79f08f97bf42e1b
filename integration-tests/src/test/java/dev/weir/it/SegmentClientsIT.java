// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends events with Segment's own clients, unmodified: from Node.js, and from a page in a browser. The tests of the
 * first are in clients/segment-node.test.mjs.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SegmentClientsIT {
    private static final String WRITE_KEY = "write-key-of-the-shop";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path CLIENT_OF_PAGES =
            Path.of("clients", "node_modules", "@segment", "analytics-next", "dist", "umd", "index.js");

    @RegisterExtension
    static final RunningWeir weir =
            new RunningWeir(Map.of("WEIR_API_KEYS", "shop:" + WRITE_KEY, "WEIR_CORS_ORIGINS", "*"));

    @Test
    @Order(1)
    void countsEventsOfTheNodeClient() throws Exception {
        ProcessBuilder tests = new ProcessBuilder("node", "--test", "--test-reporter=tap", "segment-node.test.mjs")
                .directory(Path.of("clients").toFile())
                .redirectErrorStream(true);
        tests.environment().put("GATEWAY_URL", weir.stack().gatewayUrl().toString());
        tests.environment().put("WRITE_KEY", WRITE_KEY);
        Process node = tests.start();
        try {
            String report = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).as(report).isZero();
            assertThat(report).contains("# pass 5", "# fail 0", "# cancelled 0", "# skipped 0");
        } finally {
            node.destroyForcibly();
        }

        weir.awaitFresh();
        assertThat(weir.sql("SELECT type, count() FROM weir.events GROUP BY ALL ORDER BY ALL")
                        .lines())
                .containsExactly(
                        "alias\t1",
                        "batch_mate\t1",
                        "group\t1",
                        "identify\t1",
                        "page\t1",
                        "screen\t1",
                        "signed_up\t1",
                        "video_view\t2");
        assertThat(weir.sql("SELECT user_id, properties.event, properties.plan, properties.userId,"
                        + " properties.anonymousId, properties.context.library.name FROM weir.events"
                        + " WHERE event_id = 'm-1'"))
                .isEqualTo("ada\tVideo View\tpro\tada\ta-1\t@segment/analytics-node");
        assertThat(weir.sql("SELECT user_id, properties.name, properties.category, properties.path FROM weir.events"
                        + " WHERE type = 'page'"))
                .isEqualTo("bob\tHome\tDocs\t/");
        assertThat(weir.sql("SELECT count() FROM weir.events"
                        + " WHERE event_id = 'm-1' AND abs(dateDiff('second', timestamp, received_at) - 60) < 10"))
                .isEqualTo("1");
    }

    @Test
    @Order(2)
    void identifyDoesNotMakeAUserActive() throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);

        assertThat(weir.client().metric("active_users", today, today, 3))
                .containsExactly(Map.entry(today.toString(), "2|2|2"));
        assertThat(weir.client().get("/analytics?days=1").json().get("views").toString())
                .isEqualTo("{\"intro\":2}");
        assertThat(weir.client()
                        .get("/reconcile?wait=30s")
                        .json()
                        .get("balanced")
                        .asBoolean())
                .isTrue();
    }

    @Test
    @Order(3)
    void countsEventsOfAPage(@TempDir Path folder) throws Exception {
        Optional<Path> chromium = Chromium.onPath();
        assumeTrue(chromium.isPresent(), "Chromium is not on the PATH; BrowserDoorsIT says how to install it.");
        String plan = "{\"writeKey\":\"" + WRITE_KEY + "\",\"gateway\":\""
                + weir.stack().gatewayUrl().getAuthority() + "\"}";
        String page = resource("page-with-segment.html").replace("= PLAN;", "= " + plan + ";");
        List<String> reports = new CopyOnWriteArrayList<>();
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        site.createContext("/", exchange -> TestSite.answer(exchange, "text/html", page));
        site.createContext(
                "/analytics.js",
                exchange -> TestSite.answer(exchange, "text/javascript", Files.readString(CLIENT_OF_PAGES)));
        site.createContext("/report", exchange -> {
            reports.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            TestSite.answer(exchange, "text/plain", "");
        });
        site.start();
        String url = "http://localhost:" + site.getAddress().getPort() + "/";
        try (Chromium browser = Chromium.show(chromium.get(), folder.resolve("profile"), url, "")) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(reports).containsExactly("sent"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(weir.sql("SELECT type, user_id = 'eve', video_id,"
                                    + " properties.context.library.name FROM weir.events"
                                    + " WHERE properties.context.page.url = '" + url + "' ORDER BY type")
                            .lines())
                    .containsExactly(
                            "identify\t1\t\tanalytics.js",
                            "page\t0\t\tanalytics.js",
                            "video_view\t1\tfrom-a-page\tanalytics.js"));
        } finally {
            site.stop(0);
        }
    }

    private static String resource(String name) throws IOException {
        try (var resource = SegmentClientsIT.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException(name + " is missing");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
