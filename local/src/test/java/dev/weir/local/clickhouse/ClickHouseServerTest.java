// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the server with the requests of clickhouse-jdbc and curl. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ClickHouseServerTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ClickHouseServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = ClickHouseServer.start(EngineLibrary.path(), directory.resolve("clickhouse"), 0, "default", "");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersPing() throws Exception {
        assertThat(get("/ping").body()).isEqualTo("Ok.\n");
        assertThat(get("/").body()).isEqualTo("Ok.\n");
        assertThat(get("/nothing-here").statusCode()).isEqualTo(404);
    }

    @Test
    void acceptsAQueryInTheUrlInTheBodyOrInBoth() throws Exception {
        assertThat(get("/?query=" + encoded("SELECT 1 + 1")).body()).isEqualTo("2\n");
        assertThat(post("/", "SELECT 1 AS a FORMAT JSONEachRow").body()).isEqualTo("{\"a\":1}\n");
        assertThat(post("/?query=" + encoded("SELECT 1 +"), "2").body()).isEqualTo("3\n");
        HttpResponse<String> json = get("/?default_format=JSON&query=" + encoded("SELECT 1 AS a"));
        assertThat(json.headers().firstValue("X-ClickHouse-Format")).contains("JSON");
        assertThat(json.headers().firstValue("Content-Type")).contains("application/json; charset=UTF-8");
        assertThat(json.headers().firstValue("X-ClickHouse-Timezone")).contains("UTC");
        assertThat(json.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
                .contains("\"result_rows\":\"1\"");
    }

    @Test
    void bindsParametersOfTheUrl() throws Exception {
        String query = encoded("SELECT {n:UInt32} + 1, {s:String}");
        assertThat(get("/?param_n=41&param_s=" + encoded("it's Ω") + "&query=" + query)
                        .body())
                .isEqualTo("42\tit\\'s Ω\n");
    }

    @Test
    void readsTheDatabaseFromTheUrlOrTheHeader() throws Exception {
        assertThat(get("/?database=system&query=" + encoded("SELECT currentDatabase()"))
                        .body())
                .isEqualTo("system\n");
        assertThat(get("/?query=" + encoded("SELECT currentDatabase()")).body()).isEqualTo("default\n");
        assertThat(get("/?database=nowhere&query=" + encoded("SELECT 1")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void settingsApplyToOneRequestOnly() throws Exception {
        String query = encoded("SELECT getSetting('max_block_size')");
        String before = get("/?query=" + query).body();
        assertThat(get("/?max_block_size=17&query=" + query).body()).isEqualTo("17\n");
        post("/", "SET max_block_size = 18");
        for (int i = 0; i < 20; i++) {
            assertThat(get("/?query=" + query).body()).isEqualTo(before);
        }
    }

    @Test
    void returnsErrorsWithTheirCodeAndContinues() throws Exception {
        HttpResponse<String> unknown = post("/", "SELECT * FROM no_such_table");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("X-ClickHouse-Exception-Code")).contains("60");
        assertThat(unknown.body()).startsWith("Code: 60. DB::Exception: ").contains("UNKNOWN_TABLE");
        assertThat(post("/", "SELEKT").statusCode()).isEqualTo(400);
        assertThat(post("/", "").statusCode()).isEqualTo(400);
        assertThat(post("/?no_such_setting=1", "SELECT 1").headers().firstValue("X-ClickHouse-Exception-Code"))
                .contains("115");
        assertThat(post("/", "SELECT throwIf(number = 90000) FROM numbers(100000)")
                        .headers()
                        .firstValue("X-ClickHouse-Exception-Code"))
                .contains("395");
        assertThat(post("/", "SELECT 1").body()).isEqualTo("1\n");
    }

    @Test
    void changesNothingOnGet() throws Exception {
        assertThat(get("/?query=" + encoded("CREATE DATABASE by_get"))
                        .headers()
                        .firstValue("X-ClickHouse-Exception-Code"))
                .contains("164");
        assertThat(get("/?readonly=0&query=" + encoded("CREATE DATABASE by_get"))
                        .statusCode())
                .isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM file('/etc/passwd', LineAsString)",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM `/etc/passwd`",
                "SELECT (SELECT count() FROM file('/etc/passwd', LineAsString))",
                "DESCRIBE TABLE file('/etc/passwd')",
                "INSERT INTO FUNCTION file('x.txt', 'TSV', 'a Int32') VALUES (1)",
                "CREATE TABLE f (a Int32) ENGINE = File(TSV)",
                "CREATE TABLE f AS file('/etc/passwd', LineAsString)",
                "CREATE TABLE f ENGINE = Memory AS SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
                "CREATE TABLE f (a Int32) ENGINE = Kafka('127.0.0.1:1', 't', 'g', 'TSV')",
                "CREATE DATABASE f ENGINE = Filesystem('/etc')",
                "CREATE DATABASE f ENGINE = SQLite('/tmp/x.db')",
                "CREATE DICTIONARY f (a UInt64) PRIMARY KEY a SOURCE(FILE(path '/etc/passwd' format 'TSV')) LAYOUT(FLAT()) LIFETIME(1)",
                "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
                "SELECT * FROM remote('127.0.0.1:1', system.one)",
                "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
                "SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'TSV', 'a Int32')",
                "BACKUP DATABASE default TO File('/tmp/b')",
                "BACKUP DATABASE weir TO File('../b')",
                "BACKUP DATABASE weir TO File('b') SETTINGS async = 1",
                "BACKUP DATABASE weir TO Disk('default', 'b')",
                "RESTORE DATABASE weir FROM S3('http://127.0.0.1:1/b', 'k', 's')",
                "CREATE TABLE f (a String) ENGINE = Executable('x.sh', TSV)",
                "SELECT * FROM executable('x.sh', TSV, 'a String')",
                "CREATE TABLE f (a String) ENGINE = EmbeddedRocksDB(0, '/tmp/f') PRIMARY KEY a",
                "CREATE TABLE f (a String) ENGINE FileLog('/tmp', TSV)",
                "CREATE TABLE f (a String) ENGINE = `Executable`('x.sh', TSV)",
                "CREATE DATABASE f ENGINE = Backup('default', S3('http://127.0.0.1:1/b', 'k', 's'))",
                "ATTACH TABLE f FROM '/tmp/f' (a Int32) ENGINE = MergeTree ORDER BY a",
                "RESTORE DATABASE default FROM File('/tmp/b')",
                "SYSTEM SHUTDOWN",
                "SYSTEM KILL",
                "CREATE USER u",
                "GRANT FILE ON *.* TO default",
                "SELECT 1 INTO OUTFILE 'x.txt'",
                "SELECT file('/etc/passwd')"
            })
    void refusesAccessOutsideTheDatabase(String statement) throws Exception {
        HttpResponse<String> response = post("/", statement);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
        assertThat(response.body()).contains("ACCESS_DENIED");
        assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains("497");
        assertThat(post("/", "SELECT 1").body()).isEqualTo("1\n");
    }

    /** As {@code ./ops backup} and {@code ./ops restore} do it. */
    @Test
    void backsUpAndRestoresTheTablesOfWeir() throws Exception {
        post("/", "CREATE DATABASE weir");
        post("/", "CREATE TABLE weir.kept (a Int32) ENGINE = MergeTree ORDER BY a");
        post("/", "INSERT INTO weir.kept VALUES (7)");
        assertThat(post("/", "BACKUP DATABASE weir TO File('b-1')").body()).contains("BACKUP_CREATED");
        post("/", "DROP DATABASE weir");

        assertThat(post("/", "RESTORE DATABASE weir FROM File('b-1')").body()).contains("RESTORED");
        assertThat(post("/", "SELECT a FROM weir.kept").body()).isEqualTo("7\n");
        post("/", "DROP DATABASE weir");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "output_format_schema",
                "format_template_row",
                "format_template_resultset",
                "format_schema_source",
                "input_format_record_errors_file_path"
            })
    void refusesSettingsThatNameAFile(String setting) throws Exception {
        assertThat(post("/?" + setting + "=x", "SELECT 1").headers().firstValue("X-ClickHouse-Exception-Code"))
                .contains("452");
        assertThat(post("/", "SELECT 1 SETTINGS " + setting + " = 'x'")
                        .headers()
                        .firstValue("X-ClickHouse-Exception-Code"))
                .contains("452");
    }

    @Test
    void runsNoneOfSeveralStatements() throws Exception {
        post("/", "CREATE TABLE several (a Int32) ENGINE = MergeTree ORDER BY a");
        for (String statements : List.of(
                "SELECT 1; DROP TABLE several",
                "DROP TABLE several; SELECT 1",
                "INSERT INTO several VALUES (1); DROP TABLE several")) {
            HttpResponse<String> response = post("/", statements);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .contains("62");
        }
        // Everything after the format is data, even if it looks like a statement.
        assertThat(post("/", "INSERT INTO several FORMAT JSONEachRow {\"a\":1}\n; DROP TABLE several")
                        .statusCode())
                .isEqualTo(400);

        assertThat(post("/", "SELECT count() FROM several;").body()).isEqualTo("0\n");
    }

    @Test
    void refusesPagesOfOtherSites() throws Exception {
        assertThat(postWith("Origin", "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(postWith("Origin", "null").statusCode()).isEqualTo(403);
        assertThat(postWith("Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
        assertThat(postWith("Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
        assertThat(postWith("Sec-Fetch-Site", "none").body()).isEqualTo("1\n");
        assertThat(postWith("User-Agent", "curl/8").headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(raw("GET /?query=SELECT+1 HTTP/1.1\r\nHost: evil.example:8123\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /?query=SELECT+1 HTTP/1.1\r\nHost: LOCALHOST:8123\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(
                        raw(
                                "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void refusesOtherUsers() throws Exception {
        assertThat(get("/?user=default&password=&query=SELECT+1").body()).isEqualTo("1\n");
        assertThat(postWith("Authorization", "Basic ZGVmYXVsdDo=").body()).isEqualTo("1\n");
        assertThat(postWith("X-ClickHouse-User", "default").body()).isEqualTo("1\n");
        for (HttpResponse<String> refused : List.of(
                get("/?user=nobody&query=SELECT+1"),
                get("/?password=wrong&query=SELECT+1"),
                postWith("Authorization", "Basic ZGVmYXVsdDp3cm9uZw=="),
                postWith("Authorization", "Bearer x"),
                postWith("X-ClickHouse-Key", "wrong"))) {
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
            assertThat(refused.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .contains("516");
        }
    }

    @Test
    void showsAndKillsAStatementByItsQueryId() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = HTTP.sendAsync(
                request("/?query_id=slow", "SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1"),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> post("/", "SELECT count() FROM system.processes WHERE query_id = 'slow'")
                .body()
                .equals("1\n"));
        assertThat(post("/?query_id=slow", "SELECT 1").headers().firstValue("X-ClickHouse-Exception-Code"))
                .contains("216");

        assertThat(post("/", "KILL QUERY WHERE query_id = 'slow' SYNC").statusCode())
                .isEqualTo(200);

        HttpResponse<String> killed = slow.get(60, TimeUnit.SECONDS);
        assertThat(killed.headers().firstValue("X-ClickHouse-Exception-Code")).contains("394");
        assertThat(post("/?query_id=slow", "SELECT 1").body()).isEqualTo("1\n");
    }

    @Test
    void cancelsAStatementIfItsClientDisconnects() throws Exception {
        String count = "SELECT count() FROM system.processes WHERE query_id = 'left'";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String statement = encoded("SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1");
            socket.getOutputStream()
                    .write(("GET /?query_id=left&query=" + statement + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> post("/", count).body().equals("1\n"));
        }
        await().until(() -> post("/", count).body().equals("0\n"));
    }

    @Test
    void servesPipelinedRequests() throws Exception {
        String slow =
                "GET /?query_id=early&query=" + encoded("SELECT sleep(2)") + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String last = "GET /?query=" + encoded("SELECT 'the next'")
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(slow.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> post("/", "SELECT count() FROM system.processes WHERE query_id = 'early'")
                    .body()
                    .equals("1\n"));
            socket.getOutputStream().write(last.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("0\n")
                    .endsWith("the next\n");
        }
    }

    @Test
    void keepsASession() throws Exception {
        String session = "/?session_id=s1";
        post(session, "CREATE TEMPORARY TABLE kept (a Int32)");
        post(session, "INSERT INTO kept FORMAT TSV\n7\n");
        post(session, "SET max_threads = 3");

        assertThat(post(session + "&session_check=1", "SELECT a FROM kept").body())
                .isEqualTo("7\n");
        assertThat(post(session + "&max_threads=5", "SELECT getSetting('max_threads')")
                        .body())
                .isEqualTo("5\n");
        assertThat(post(session, "SELECT getSetting('max_threads')").body()).isEqualTo("3\n");
        assertThat(post("/", "SELECT a FROM kept").statusCode()).isEqualTo(404);
        assertThat(post("/?session_id=s2", "SELECT a FROM kept").statusCode()).isEqualTo(404);
        assertThat(get("/?session_id=s1&query=" + encoded("DROP TABLE kept"))
                        .headers()
                        .firstValue("X-ClickHouse-Exception-Code"))
                .contains("164");
        assertThat(post("/?session_id=none&session_check=1", "SELECT 1")
                        .headers()
                        .firstValue("X-ClickHouse-Exception-Code"))
                .contains("372");
        assertThat(post(session + "&close_session=1", "SELECT 1").body()).isEqualTo("1\n");
        assertThat(post(session, "SELECT a FROM kept").statusCode()).isEqualTo(404);
    }

    @Test
    void releasesASessionWithTheResponse() throws Exception {
        for (int i = 0; i < 300; i++) {
            assertThat(post("/?session_id=next&query_id=next", "SELECT " + i).body())
                    .isEqualTo(i + "\n");
        }
        String last = post("/?session_id=next&close_session=1", "SELECT number FROM numbers(1000000)")
                .body();
        assertThat(last).endsWith("999999\n").hasSize(6_888_890);
    }

    @Test
    void refusesASessionThatIsInUse() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = HTTP.sendAsync(
                request("/?session_id=busy&query_id=busy", "SELECT sleep(3)"), HttpResponse.BodyHandlers.ofString());
        await().until(() -> post("/", "SELECT count() FROM system.processes WHERE query_id = 'busy'")
                .body()
                .equals("1\n"));

        assertThat(post("/?session_id=busy", "SELECT 1").headers().firstValue("X-ClickHouse-Exception-Code"))
                .contains("373");
        assertThat(slow.get(60, TimeUnit.SECONDS).body()).isEqualTo("0\n");
        assertThat(post("/?session_id=busy", "SELECT 1").body()).isEqualTo("1\n");
    }

    @Test
    void acceptsAFormWithParametersAndTables() throws Exception {
        String form = String.join(
                "\r\n",
                "--b",
                "Content-Disposition: form-data; name=\"query\"",
                "",
                "SELECT {s:String}, sum(id) FROM ids",
                "--b",
                "Content-Disposition: form-data; name=\"param_s\"",
                "",
                "Ωmega",
                "--b",
                "Content-Disposition: form-data; name=\"ids\"; filename=\"ids.csv\"",
                "Content-Type: text/csv",
                "",
                "1,a\n2,b\n",
                "--b--",
                "");
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()
                                + "/?ids_format=CSV&ids_structure=" + encoded("id UInt32, name String")))
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("Ωmega\t3\n");
    }

    @ParameterizedTest
    @EnumSource(BodyEncodings.class)
    void acceptsAndSendsCompressedBodies(BodyEncodings encoding) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = encoding.encode(compressed)) {
            out.write("SELECT 40 + 2".getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<byte[]> response = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/?enable_http_compression=1"))
                        .header("Content-Encoding", encoding.token())
                        .header("Accept-Encoding", "br, " + encoding.token())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(compressed.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValue("Content-Encoding")).contains(encoding.token());
        try (InputStream plain = encoding.decode(new ByteArrayInputStream(response.body()))) {
            assertThat(plain.readAllBytes()).isEqualTo("42\n".getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> broken = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                        .header("Content-Encoding", encoding.token())
                        .POST(HttpRequest.BodyPublishers.ofString("SELECT 1"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(broken.statusCode()).as(broken.body()).isEqualTo(400);
    }

    @Test
    void refusesUnsupportedRevisionsOfNative() throws Exception {
        assertThat(post("/?default_format=Native&client_protocol_version=54483", "SELECT 1")
                        .headers()
                        .firstValue("X-ClickHouse-Exception-Code"))
                .contains("48");
        assertThat(post("/?default_format=Native&client_protocol_version=54405", "SELECT 1")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void endsAStatementAtItsTimeLimit() throws Exception {
        HttpResponse<String> response =
                post("/?max_execution_time=1", "SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1");

        assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains("159");
    }

    @Test
    void insertsTheBodyOfACurl() throws Exception {
        post("/", "CREATE TABLE by_curl (a UInt32, b String) ENGINE = MergeTree ORDER BY a");
        String insert = "/?query=" + encoded("INSERT INTO by_curl FORMAT JSONEachRow");
        assertThat(post(insert, "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}").statusCode())
                .isEqualTo(200);
        post("/", "INSERT INTO by_curl FORMAT TSV\n3\tz\n");
        post("/?query=" + encoded("INSERT INTO by_curl VALUES"), "(4, 'w;')");
        HttpResponse<String> bad = post(insert, "{\"a\":\"not a number\"}");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(post("/", "SELECT a, b FROM by_curl ORDER BY a").body()).isEqualTo("1\tx\n2\ty\n3\tz\n4\tw;\n");
    }

    @Test
    void insertsABodyOfManyMegabytes() throws Exception {
        post("/", "CREATE TABLE large (a UInt32, b String) ENGINE = MergeTree ORDER BY a");
        String rows = IntStream.range(0, 400_000)
                .mapToObj(row -> "(" + row + ",'a text of some length')")
                .collect(Collectors.joining(","));
        assertThat(post("/", "INSERT INTO large VALUES " + rows).statusCode()).isEqualTo(200);
        String lines = rows.replace("),(", "\n").replace("(", "").replace(")", "");
        assertThat(post("/?query=" + encoded("INSERT INTO large FORMAT CSV"), lines)
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/", "SELECT count(), uniqExact(a) FROM large").body()).isEqualTo("800000\t400000\n");
    }

    @Test
    void worksWithTheUnchangedDriver() throws Exception {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertThat(connection.getMetaData().getDatabaseProductVersion()).startsWith("26.");
            statement.execute(
                    "CREATE TABLE plain (a UInt32, b String, c Date, d DateTime64(3, 'UTC'), e LowCardinality(String), f JSON) ENGINE = MergeTree ORDER BY a");
            statement.execute(
                    "INSERT INTO plain VALUES (1, 'ä;\\'', '2026-01-02', '2026-01-02 03:04:05.678', 'l', '{\"k\":1}')");
            try (ResultSet rows = statement.executeQuery("SELECT * EXCEPT f, toString(f) FROM plain")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(1);
                assertThat(rows.getString(2)).isEqualTo("ä;'");
                assertThat(rows.getObject(3, LocalDate.class)).isEqualTo(LocalDate.of(2026, 1, 2));
                assertThat(rows.getObject(4, LocalDateTime.class))
                        .isEqualTo(LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000));
                assertThat(rows.getString(5)).isEqualTo("l");
                assertThat(rows.getString(6)).isEqualTo("{\"k\":1}");
                assertThat(rows.next()).isFalse();
            }
            assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM no_such_table"))
                    .isInstanceOfSatisfying(SQLException.class, failure -> assertThat(failure.getErrorCode())
                            .isEqualTo(60))
                    .hasMessageContaining("no_such_table");
        }
    }

    @Test
    void readsAHundredThousandRows() throws Exception {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT number, toString(number) FROM numbers(100000)")) {
            long expected = 0;
            while (rows.next()) {
                assertThat(rows.getLong(1)).isEqualTo(expected);
                assertThat(rows.getString(2)).isEqualTo(Long.toString(expected));
                expected++;
            }
            assertThat(expected).isEqualTo(100_000);
        }
    }

    @Test
    void acceptsBatchesAsTextAndAsRowBinary() throws Exception {
        insertBatch("as_text", new Properties());
        Properties rowBinary = new Properties();
        rowBinary.setProperty("beta.row_binary_for_simple_insert", "true");
        rowBinary.setProperty("clickhouse_setting_async_insert", "0");
        insertBatch("as_row_binary", rowBinary);
        Properties plain = new Properties();
        plain.setProperty("compress", "false");
        insertBatch("without_compression", plain);
    }

    @Test
    void acceptsAndSendsCompressedBlocks() throws Exception {
        post("/", "CREATE TABLE by_blocks (a UInt32) ENGINE = MergeTree ORDER BY a");
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        try (OutputStream out = CompressedBlocks.compressInto(blocks)) {
            out.write("1\n2\n3\n".getBytes(StandardCharsets.UTF_8));
        }
        HttpRequest insert = HttpRequest.newBuilder(
                        uri("/?decompress=1&query=" + encoded("INSERT INTO by_blocks FORMAT TSV")))
                .POST(HttpRequest.BodyPublishers.ofByteArray(blocks.toByteArray()))
                .build();
        assertThat(send(insert).statusCode()).isEqualTo(200);
        HttpRequest select = HttpRequest.newBuilder(
                        uri("/?compress=1&query=" + encoded("SELECT a FROM by_blocks ORDER BY a")))
                .build();
        byte[] answer =
                HTTP.send(select, HttpResponse.BodyHandlers.ofByteArray()).body();
        try (InputStream in = CompressedBlocks.decompress(new ByteArrayInputStream(answer))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1\n2\n3\n");
        }
    }

    private static void insertBatch(String table, Properties properties) throws SQLException {
        byte[] binary = new byte[256];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        String allBytesAsLatin1 = new String(binary, StandardCharsets.ISO_8859_1);
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), properties);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (a UInt32, b String) ENGINE = MergeTree ORDER BY a");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO " + table + " (a, b) VALUES (?, ?)")) {
                for (int batch = 0; batch < 3; batch++) {
                    for (int row = 0; row < 1_000; row++) {
                        insert.setInt(1, batch * 1_000 + row);
                        insert.setString(2, row == 0 ? allBytesAsLatin1 : "row " + row);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT count(), uniqExact(a), max(a) FROM " + table)) {
                rows.next();
                assertThat(rows.getLong(1)).as(table).isEqualTo(3_000);
                assertThat(rows.getLong(2)).as(table).isEqualTo(3_000);
                assertThat(rows.getLong(3)).as(table).isEqualTo(2_999);
            }
            try (ResultSet rows = statement.executeQuery("SELECT b FROM " + table + " WHERE a = 1000")) {
                rows.next();
                assertThat(rows.getString(1)).as(table).isEqualTo(allBytesAsLatin1);
            }
        }
    }

    @Test
    void runsQueriesAtTheSameTime() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(24);
        try {
            List<Future<Long>> sums = new ArrayList<>();
            for (int client = 0; client < 24; client++) {
                long limit = client * 1_000L;
                sums.add(clients.submit(() -> {
                    try (Connection connection = DriverManager.getConnection(jdbcUrl());
                            PreparedStatement sum = connection.prepareStatement("SELECT sum(number) FROM numbers(?)")) {
                        sum.setLong(1, limit);
                        long last = -1;
                        for (int i = 0; i < 10; i++) {
                            try (ResultSet rows = sum.executeQuery()) {
                                rows.next();
                                last = rows.getLong(1);
                            }
                        }
                        return last;
                    }
                }));
            }
            for (int client = 0; client < 24; client++) {
                long limit = client * 1_000L;
                assertThat(sums.get(client).get()).isEqualTo(limit * Math.max(0, limit - 1) / 2);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private static String jdbcUrl() {
        return "jdbc:clickhouse:http://127.0.0.1:" + server.port();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> postWith(String header, String value) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                        .header(header, value)
                        .POST(HttpRequest.BodyPublishers.ofString("SELECT 1"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
