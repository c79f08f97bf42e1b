// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.gateway.TestGateway.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the gateway's description of its own interface. */
class DocumentationHttpTest {
    private static final TestGateway gateway =
            new TestGateway(8L << 20, Map.of("WEIR_ALLOWED_LATENESS", "2d", "WEIR_DEDUP_HORIZON", "3h"));

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void documentedLimitsMatchTheConfiguration() {
        Answer limits = gateway.get("/limits");

        assertThat(limits.status()).isEqualTo(200);
        assertThat(limits.body().at("/event/allowed_lateness_ms").asLong()).isEqualTo(172_800_000);
        assertThat(limits.body().at("/event/dedup_horizon_ms").asLong()).isEqualTo(10_800_000);
        assertThat(limits.body().at("/request/max_events").asInt()).isEqualTo(1_000);
        assertThat(limits.body().at("/request/max_in_flight_bytes").asLong()).isEqualTo(64 << 20);
        assertThat(limits.body().at("/request/media_types")).hasSize(4);
        assertThat(limits.body().at("/query/max_limit").asInt()).isEqualTo(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/quickstart", "/docs/api", "/docs/adr-0008-tables", "/docs/reference"})
    void documentsLoadNothingFromOtherHosts(String path) {
        assertLoadsOnlyWhatTheGatewayServes(path, gateway.get(path));
    }

    @Test
    void livePageLoadsNothingFromOtherHosts() {
        Answer page = gateway.send(HttpRequest.newBuilder(gateway.uri("/"))
                .header("Accept", "text/html,*/*;q=0.8")
                .build());

        assertLoadsOnlyWhatTheGatewayServes("/", page);
        assertThat(page.raw().headers().allValues("Vary")).contains("Accept");
        assertThat(gateway.get("/").body().get("name").asText()).isEqualTo("weir");
    }

    private static void assertLoadsOnlyWhatTheGatewayServes(String path, Answer page) {
        String html = page.raw().body();

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .doesNotContain("http", "unsafe");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(html).doesNotContain("<script>").doesNotContainPattern("<[^>]* (style=|on\\w+=|src=\"http)");
        List<URI> links = Pattern.compile("(?:href|src)=\"([^\"]*)\"")
                .matcher(html)
                .results()
                .map((MatchResult link) -> gateway.uri(path).resolve(link.group(1)))
                .filter(link -> link.getAuthority().equals(gateway.uri("/").getAuthority()))
                .distinct()
                .toList();
        assertThat(links).hasSizeGreaterThan(4).allSatisfy(link -> assertThat(
                        gateway.get(link.getPath()).status())
                .as(link.toString())
                .isEqualTo(200));
    }

    @Test
    void everyDocumentOfTheRepositoryIsAPage() throws IOException {
        String start = gateway.get("/docs").raw().body();
        try (Stream<Path> files = Files.walk(Path.of("..", "docs"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".md")))
                    .hasSizeGreaterThan(30)
                    .allSatisfy(file -> {
                        String name = file.toString()
                                .replace("../docs/", "")
                                .replace("adr/", "adr-")
                                .replace(".md", "");
                        assertThat(start).contains("\"docs/" + name + "\"");
                        assertThat(gateway.get("/docs/" + name).status())
                                .as(name)
                                .isEqualTo(200);
                    });
        }
    }

    @Test
    void openApiNamesTheConfiguredManagementPort() {
        assertThat(gateway.get("/openapi.json").raw().body())
                .contains("\"http://127.0.0.1:0\"")
                .doesNotContain(":9464\"");
    }

    @Test
    void openApiHasNoExtensionsForTests() {
        assertThat(gateway.get("/openapi.json").body().at("/info").toString()).doesNotContain("x-answer", "x-requests");
    }

    /** Sends the requests that the page prepares from examples and defaults. */
    @Test
    void prefilledRequestsOfTheReferenceAreAccepted() {
        JsonNode paths = gateway.get("/openapi.json").body().get("paths");
        int tried = 0;
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            if (path.getValue().has("servers")
                    || !path.getValue().has("get")
                    || path.getValue().at("/get/responses/200/content").has("text/event-stream")) {
                continue;
            }
            StringJoiner query = new StringJoiner("&", path.getKey() + "?", "");
            for (JsonNode parameter : path.getValue().at("/get/parameters")) {
                JsonNode filledIn = Stream.of("/example", "/schema/example", "/schema/examples/0", "/schema/default")
                        .map(parameter::at)
                        .filter(value -> !value.isMissingNode())
                        .findFirst()
                        .orElse(MissingNode.getInstance());
                if (parameter.get("in").asText().equals("query") && !filledIn.isMissingNode()) {
                    query.add(parameter.get("name").asText() + "=" + filledIn.asText());
                }
            }
            String target = query.toString()
                    .replace("{event_id}", "order-4711-paid")
                    .replace("{page}", "api")
                    .replace("{file}", "page.js")
                    .replace("{name}", "views");
            // ClickHouse is not running: a 503 means that the request was valid.
            assertThat(gateway.get(target).status()).as(target).isIn(200, 503, 204, 303, 302);
            tried++;
        }
        assertThat(tried).isGreaterThan(5);
    }

    @ParameterizedTest
    @CsvSource({
        "/openapi.json, application/json",
        "/docs/docs.js, text/javascript; charset=utf-8",
        "/docs/swagger-ui-bundle.js, text/javascript; charset=utf-8",
        "/docs/docs.css, text/css; charset=utf-8",
        "/docs/swagger-ui.css, text/css; charset=utf-8",
        "/docs/search.json, application/json",
        "/docs/alerts.yaml, text/plain; charset=utf-8",
        "/docs/icon.svg, image/svg+xml"
    })
    void answersUnchangedFilesWith304(String path, String contentType) {
        Answer first = gateway.get(path);
        Answer second = gateway.send(HttpRequest.newBuilder(gateway.uri(path))
                .header("If-None-Match", first.header("ETag"))
                .build());

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Content-Type")).isEqualTo(contentType);
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.raw().body()).isNotEmpty();
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.raw().body()).isEmpty();
    }

    @Test
    void everySiteMayLoadTheSmallScriptForPages() throws IOException {
        Answer plain = gateway.get("/weir.js");
        HttpResponse<byte[]> small = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(gateway.uri("/weir.js"))
                                .header("Accept-Encoding", "br, gzip;q=0.8")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .join();

        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(plain.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(plain.header("Cache-Control")).isEqualTo("public, max-age=3600");
        assertThat(plain.header("Content-Encoding")).isEmpty();
        assertThat(plain.raw().headers().allValues("Set-Cookie")).isEmpty();
        // 23 of 24 parts of WEIR_DEDUP_HORIZON.
        assertThat(plain.raw().body()).contains("\"10350000\"").doesNotContain("WEIR_HORIZON_MS", "cookie");

        assertThat(small.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(small.headers().allValues("Vary")).contains("Accept-Encoding");
        assertThat(small.body().length).isLessThan(3_000);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(plain.raw().body());
        assertThat(small.headers().firstValue("ETag")).isPresent().get().isNotEqualTo(plain.header("ETag"));
        Answer again = gateway.send(HttpRequest.newBuilder(gateway.uri("/weir.js"))
                .header("If-None-Match", plain.header("ETag"))
                .build());
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("Cache-Control")).isEqualTo("public, max-age=3600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/x",
                "/docs/..%2Fopenapi.json",
                "/docs/..%2F..%2F..%2F..%2Flog4j2.xml",
                "/docs/openapi.json",
                "/docs/PageHandler.class",
                "/docs/api.html",
                "/docs/pages.txt"
            })
    void otherFilesAreNotServed(String path) {
        Answer answer = gateway.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errorCode()).isEqualTo("not_found");
    }
}
