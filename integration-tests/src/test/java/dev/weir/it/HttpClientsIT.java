// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static dev.weir.it.SqlRequests.compressed;
import static dev.weir.it.SqlRequests.concat;
import static dev.weir.it.SqlRequests.decompressed;
import static dev.weir.it.SqlRequests.hex;
import static dev.weir.it.SqlRequests.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replays the requests of ClickHouse HTTP clients that the build cannot run. The requests follow the clients' sources
 * and documentation.
 */
class HttpClientsIT {
    @RegisterExtension
    static final RunningClickHouse clickHouse = new RunningClickHouse();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("default:".getBytes(StandardCharsets.UTF_8));

    @BeforeAll
    static void makeATable() {
        clickHouse.sql(
                "CREATE TABLE default.http_client (id UInt64, name String) ENGINE = MergeTree ORDER BY id", "TSV");
    }

    /** clickhouse-connect with its defaults. Superset, dbt and pandas use it. */
    @Nested
    class Python {
        private final String session = UUID.randomUUID().toString();

        @Test
        void handshakeWorks() throws IOException, InterruptedException {
            assertThat(text(post(Map.of(), "SELECT version(), timezone()"))).contains("\tUTC");
            HttpResponse<byte[]> settings = post(
                    Map.of("wait_end_of_query", "1"),
                    "SELECT name, value, readonly as readonly FROM system.settings LIMIT 10000\n FORMAT Native");
            assertThat(settings.statusCode()).isEqualTo(200);
            assertThat(text(settings)).contains("max_threads", "enable_http_compression");
            // The client checks whether the response contains block information, and works without it.
            HttpResponse<byte[]> check =
                    post(Map.of("client_protocol_version", "54405"), "SELECT 1 AS check\n FORMAT Native");
            assertThat(check.statusCode()).isEqualTo(200);
            assertThat(check.body())
                    .isIn(
                            hex("0101 0563 6865 636b 0555 496e 7438 01"),
                            hex("0100 02ff ffff ff00 0101 0563 6865 636b 0555 496e 7438 01"));
            assertThat(get("/ping").statusCode()).isEqualTo(200);
        }

        @Test
        void queriesInItsSession() throws IOException, InterruptedException {
            for (int time = 0; time < 2; time++) {
                HttpResponse<byte[]> answer = post(
                        Map.of(
                                "session_id", session,
                                "wait_end_of_query", "1",
                                "send_progress_in_http_headers", "1",
                                "http_headers_progress_interval_ms", "120000",
                                "cancel_http_readonly_queries_on_client_close", "1",
                                "query_id", UUID.randomUUID().toString(),
                                "database", "weir",
                                "param_name", "it\\'s\\t日本"),
                        "SELECT {name:String} AS name, count() FROM freshness\n FORMAT TSV");
                assertThat(text(answer)).isEqualTo("it\\'s\\t日本\t0\n");
                assertThat(answer.headers().firstValue("X-ClickHouse-Query-Id")).isPresent();
                assertThat(JSON.readTree(answer.headers()
                                        .firstValue("X-ClickHouse-Summary")
                                        .orElseThrow())
                                .has("read_rows"))
                        .isTrue();
                assertThat(answer.headers().firstValue("X-ClickHouse-Timezone")).contains("UTC");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "lz4,zstd,br,gzip,deflate",
                    "zstd",
                    "lz4",
                    "gzip",
                    "deflate",
                    "gzip;q=0, zstd",
                    "br;q=1.0, gzip;q=0.5"
                })
        void readsCompressedResponses(String accepted) throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = send(request(Map.of("enable_http_compression", "1", "default_format", "TSV"))
                    .header("Accept-Encoding", accepted)
                    .POST(BodyPublishers.ofString("SELECT number FROM numbers(100000)")));
            String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");

            String offered = ", " + accepted.replace(",", ", ");
            assertThat(encoding)
                    .satisfiesAnyOf(chosen -> assertThat(chosen).isEqualTo("identity"), chosen -> assertThat(offered)
                            .containsPattern(", *" + chosen + "(,|;q=[^0]|;q=0\\.[1-9]|$)"));
            assertThat(new String(decompressed(encoding, answer.body()), StandardCharsets.UTF_8)
                            .lines()
                            .count())
                    .isEqualTo(100_000);
        }

        @ParameterizedTest
        @CsvSource({"lz4,101", "zstd,102", "gzip,103"})
        void insertsCompressed(String encoding, byte id) throws IOException, InterruptedException {
            byte[] block = concat(
                    hex("0201 0269 6406 5549 6e74 3634"),
                    new byte[] {id, 0, 0, 0, 0, 0, 0, 0},
                    hex("046e 616d 6506 5374 7269 6e67 0161"));
            HttpResponse<byte[]> answer = send(request(Map.of(
                            "query",
                            "INSERT INTO http_client (`id`, `name`) FORMAT Native",
                            "database",
                            "default",
                            "session_id",
                            session))
                    .header("Content-Type", "application/octet-stream")
                    .header("Content-Encoding", encoding)
                    .POST(BodyPublishers.ofByteArray(compressed(encoding, block))));

            assertThat(text(answer)).isEmpty();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(clickHouse.sql("SELECT name FROM default.http_client WHERE id = " + id, "TSV"))
                    .isEqualTo("a");
        }

        /** {@code client.insert} sends the statement and the block in one chunked body. */
        @Test
        void insertsWithTheStatementInTheBody() throws IOException, InterruptedException {
            byte[] body = concat(
                    "INSERT INTO http_client (`id`, `name`) FORMAT Native\n".getBytes(StandardCharsets.UTF_8),
                    hex("0201 0269 6406 5549 6e74 3634 0700 0000 0000 0000 046e 616d 6506 5374 7269 6e67 0162"));
            HttpResponse<byte[]> answer = send(request(Map.of("database", "default"))
                    .header("Content-Type", "application/octet-stream")
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

            assertThat(text(answer)).isEmpty();
            assertThat(clickHouse.sql("SELECT name FROM default.http_client WHERE id = 7", "TSV"))
                    .isEqualTo("b");
        }

        @Test
        void putsTheStatementAndLongParametersIntoAForm() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = SqlRequests.send(new SqlRequests(clickHouse.url())
                    .form(
                            Map.of(),
                            Map.of(
                                    "query",
                                    "SELECT length({s:String}), {n:UInt8} FORMAT TSV",
                                    "param_s",
                                    "x".repeat(100_000),
                                    "param_n",
                                    "7"),
                            Map.of())
                    .header("Authorization", BASIC));
            assertThat(text(answer)).isEqualTo("100000\t7\n");
        }

        @Test
        void sendsExternalTables() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = SqlRequests.send(new SqlRequests(clickHouse.url())
                    .form(
                            Map.of(
                                    "query",
                                    "SELECT sum(id), {p:String} FROM ids FORMAT TSV",
                                    "ids_format",
                                    "CSV",
                                    "ids_structure",
                                    "id UInt32, name String",
                                    "param_p",
                                    "x"),
                            Map.of(),
                            Map.of("ids", "1,a\n41,\"b,c\"\n"))
                    .header("Authorization", BASIC));
            assertThat(text(answer)).isEqualTo("42\tx\n");
        }

        /** The queries of Superset, and {@code LIMIT 0}, which requests only the columns. */
        @Test
        void asksForDatabasesTablesAndColumns() throws IOException, InterruptedException {
            assertThat(text(post(Map.of("session_id", session), "SHOW DATABASES")))
                    .contains("weir\n");
            assertThat(text(post(Map.of("session_id", session), "SHOW TABLES FROM weir")))
                    .contains("events\n");
            assertThat(text(post(Map.of("session_id", session), "DESCRIBE TABLE weir.events")))
                    .contains("properties\tJSON");
            assertThat(text(post(Map.of("session_id", session), "EXISTS TABLE weir.events")))
                    .isEqualTo("1\n");
            JsonNode columns = JSON.readTree(
                    post(Map.of("session_id", session), "SELECT * FROM weir.active_users_daily LIMIT 0\n FORMAT JSON")
                            .body());
            assertThat(columns.get("meta").findValuesAsText("name")).containsExactly("day", "dau", "wau", "mau");
        }

        @Test
        void showsAnErrorWithItsCode() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = post(
                    Map.of("session_id", session, "wait_end_of_query", "1"),
                    "SELECT nothing FROM weir.events\n FORMAT Native");
            assertThat(answer.statusCode()).isBetween(400, 599).isNotIn(429, 503, 504);
            assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .contains("47");
        }

        private HttpResponse<byte[]> post(Map<String, String> parameters, String statement)
                throws IOException, InterruptedException {
            return send(request(parameters)
                    .header("Authorization", BASIC)
                    .header("User-Agent", "clickhouse-connect/0.8.18 (lv:py/3.12;os:linux;)")
                    .header("Content-Type", "text/plain; charset=utf-8")
                    .POST(BodyPublishers.ofString(statement)));
        }
    }

    /** clickhouse-go over HTTP, which Grafana's own plugin uses. */
    @Nested
    class Go {
        /**
         * The embedded engine does not support the newer revision of these blocks. The client gets an error message,
         * not bytes that it would misread.
         */
        @Test
        void refusesAnUnsupportedRevisionOfNative() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer =
                    send(request(Map.of("default_format", "Native", "client_protocol_version", "54483"))
                            .header("Authorization", BASIC)
                            .POST(BodyPublishers.ofString("SELECT displayName(), version(), revision(), timezone()")));

            assertThat(answer.statusCode()).as(text(answer)).isBetween(400, 599);
            assertThat(text(answer)).contains("client_protocol_version");
        }

        /** Older versions of clickhouse-go, and other clients that send Native in ClickHouse's compressed blocks. */
        @Test
        void readsAndWritesCompressedBlocks() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = send(request(Map.of("default_format", "Native", "compress", "1"))
                    .POST(BodyPublishers.ofString("SELECT number + 100000 AS id, 'go' AS name FROM numbers(100000)")));
            HttpResponse<byte[]> insert =
                    send(request(Map.of("query", "INSERT INTO default.http_client FORMAT Native", "decompress", "1"))
                            .POST(BodyPublishers.ofByteArray(answer.body())));

            assertThat(text(insert)).isEmpty();
            assertThat(clickHouse.sql("SELECT count(), sum(id) FROM default.http_client WHERE name = 'go'", "TSV"))
                    .isEqualTo("100000\t14999950000");
        }
    }

    /** Plugins, dashboards and scripts that use JSON. */
    @Nested
    class Others {
        @Test
        void grafanaPluginCanRequestJson() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = send(
                    request(Map.of("add_http_cors_header", "1", "default_format", "JSON", "max_result_rows", "1000"))
                            .header("X-ClickHouse-User", "default")
                            .POST(
                                    BodyPublishers.ofString(
                                            "/* grafana dashboard=1, panel=2 */ SELECT toUnixTimestamp(toDateTime(0, 'UTC')) * 1000 AS t, count() AS n FROM weir.events_per_minute FORMAT JSON")));
            assertThat(JSON.readTree(answer.body()).get("data").get(0).get("t").asText())
                    .isEqualTo("0");
            assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/?query=SELECT%201",
                    "/?query=SELECT+1",
                    "/?user=default&query=SELECT%201",
                    "/?user=default&password=&query=SELECT%201",
                    "/?query=SELECT%201%3B"
                })
        void curlReadsByGet(String target) throws IOException, InterruptedException {
            assertThat(text(get(target))).isEqualTo("1\n");
        }

        @Test
        void curlCannotWriteByGet() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = get("/?query=INSERT+INTO+default.http_client+VALUES+(1,'x')");
            assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .contains("164");
        }

        @Test
        void curlPostsAFileForAnInsert() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer =
                    send(request(Map.of("query", "INSERT INTO default.http_client FORMAT CSVWithNames"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .expectContinue(true)
                            .POST(BodyPublishers.ofString("id,name\n900,\"a,b\"\n")));
            assertThat(text(answer)).isEmpty();
            assertThat(clickHouse.sql("SELECT name FROM default.http_client WHERE id = 900", "TSV"))
                    .isEqualTo("a,b");
        }

        @ParameterizedTest
        @ValueSource(strings = {"nobody:", "default:wrong", "default:x"})
        void aWrongUserIsRefused(String credentials) throws IOException, InterruptedException {
            String basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
            String[] parts = credentials.split(":", 2);
            for (HttpRequest.Builder request : List.of(
                    request(Map.of()).header("Authorization", basic),
                    request(Map.of("user", parts[0], "password", parts[1])),
                    request(Map.of()).header("X-ClickHouse-User", parts[0]).header("X-ClickHouse-Key", parts[1]))) {
                HttpResponse<byte[]> answer = send(request.POST(BodyPublishers.ofString("SELECT 1")));
                assertThat(answer.statusCode()).as(text(answer)).isIn(401, 403);
                assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code"))
                        .contains("516");
            }
        }

        @Test
        void severalStatementsAreRefused() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = send(
                    request(Map.of())
                            .POST(
                                    BodyPublishers.ofString(
                                            "CREATE TABLE default.first (x UInt8) ENGINE = Memory; CREATE TABLE default.second (x UInt8) ENGINE = Memory")));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .contains("62");
            assertThat(clickHouse.sql("SELECT count() FROM system.tables WHERE name IN ('first', 'second')", "TSV"))
                    .isEqualTo("0");
        }

        @Test
        void responseNamesItsFormat() throws IOException, InterruptedException {
            Map<String, String> formats = Map.of(
                    "SELECT 1 AS x FORMAT JSON -- panel", "JSON",
                    "SELECT 'x FORMAT CSV' AS x", "TabSeparated",
                    "SELECT 1 AS x FORMAT JSONEachRow SETTINGS log_comment = 'it''s'", "JSONEachRow",
                    "SELECT 1 AS x\nformat\n  CSVWithNames;", "CSVWithNames");
            for (Map.Entry<String, String> each : formats.entrySet()) {
                HttpResponse<byte[]> answer = send(
                        request(Map.of("default_format", "TabSeparated")).POST(BodyPublishers.ofString(each.getKey())));
                assertThat(answer.headers().firstValue("X-ClickHouse-Format"))
                        .as(each.getKey())
                        .contains(each.getValue());
            }
        }
    }

    private static HttpRequest.Builder request(Map<String, String> parameters) {
        return new SqlRequests(clickHouse.url()).to(parameters);
    }

    private static HttpResponse<byte[]> get(String target) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(clickHouse.url().resolve(target)));
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return SqlRequests.send(request);
    }
}
