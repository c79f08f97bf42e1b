// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs clickhouse-jdbc, which DBeaver, DataGrip and Metabase use, and the Java client below it against the SQL port.
 */
class JavaClientsIT {
    @RegisterExtension
    static final RunningClickHouse clickHouse = new RunningClickHouse();

    private static final String HARD = "it's\ta\nb\r \\ \\t \"q\" `b` 日本 😀 {x:String} ? 100% a+b&c=d#e;f -- /* */";

    @BeforeAll
    static void makeATable() {
        clickHouse.sql("""
                CREATE TABLE default.java_client
                (id UInt64, name String, note Nullable(String), price Decimal(18, 2), day Date, at DateTime64(3, 'UTC'), tags Array(String))
                ENGINE = MergeTree ORDER BY id""", "TSV");
    }

    @Test
    void bindsParametersUnchanged() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT ? AS s, ? AS e, ? AS n, ? AS big, ? AS price, ? AS day, length(?) AS long")) {
            statement.setString(1, HARD);
            statement.setString(2, "");
            statement.setNull(3, java.sql.Types.VARCHAR);
            statement.setObject(4, new BigInteger("18446744073709551615"));
            statement.setBigDecimal(5, new BigDecimal("19.99"));
            statement.setObject(6, LocalDate.of(2026, 11, 20));
            statement.setString(7, "x".repeat(100_000));
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString("s")).isEqualTo(HARD);
                assertThat(row.getString("e")).isEmpty();
                assertThat(row.getString("n")).isNull();
                assertThat(row.getString("big")).isEqualTo("18446744073709551615");
                assertThat(new BigDecimal(row.getString("price"))).isEqualByComparingTo("19.99");
                assertThat(row.getString("day")).isEqualTo("2026-11-20");
                assertThat(row.getLong("long")).isEqualTo(100_000);
            }
        }
    }

    @Test
    void insertsABatchAndReadsItBack() throws SQLException {
        try (Connection connection = connect()) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO default.java_client (id, name, note, price, day, at) VALUES (?, ?, ?, ?, ?, ?)")) {
                for (int id = 1; id <= 1_000; id++) {
                    insert.setLong(1, id);
                    insert.setString(2, HARD + id);
                    insert.setString(3, id % 2 == 0 ? "even" : null);
                    insert.setBigDecimal(4, new BigDecimal("0.10"));
                    insert.setObject(5, LocalDate.of(2026, 11, 20));
                    insert.setString(6, "2026-11-20 12:00:00.250");
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(1_000);
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT count(), countIf(note IS NULL), sum(price), max(at), uniqExact(name) FROM default.java_client WHERE id <= 1000")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getLong(1)).isEqualTo(1_000);
                assertThat(row.getLong(2)).isEqualTo(500);
                assertThat(row.getBigDecimal(3)).isEqualByComparingTo("100.00");
                assertThat(row.getString(4)).startsWith("2026-11-20 12:00:00.25");
                assertThat(row.getLong(5)).isEqualTo(1_000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void readsAHundredThousandRows(String compressed) throws SQLException {
        try (Connection connection = connect("compress", compressed);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT number, toString(number) FROM numbers(100000)")) {
            long count = 0;
            while (rows.next()) {
                assertThat(rows.getString(2)).isEqualTo(Long.toString(rows.getLong(1)));
                count++;
            }
            assertThat(count).isEqualTo(100_000);
        }
    }

    @Test
    void abandonsAResultAndQueriesAgain() throws SQLException {
        try (Connection connection = connect()) {
            for (int time = 0; time < 5; time++) {
                try (Statement statement = connection.createStatement()) {
                    ResultSet rows = statement.executeQuery("SELECT number, repeat('x', 100) FROM numbers(500000)");
                    assertThat(rows.next()).isTrue();
                    rows.close();
                    try (ResultSet one = statement.executeQuery("SELECT 1")) {
                        assertThat(one.next()).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void reportsTheCodeOfAnErrorAndQueriesAgain() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM weir.no_such_view"))
                    .isInstanceOfSatisfying(SQLException.class, error -> assertThat(error.getErrorCode())
                            .isEqualTo(60));
            assertThat(connection.isValid(5)).isTrue();
            try (ResultSet one = statement.executeQuery("SELECT 1 -- Metabase:: userID: 1 queryType: native")) {
                assertThat(one.next()).isTrue();
            }
        }
    }

    /** The metadata that a tool reads when it opens its tree of tables. */
    @Test
    void showsTheViewsToDatabaseTools() throws SQLException {
        try (Connection connection = connect()) {
            DatabaseMetaData about = connection.getMetaData();
            assertThat(about.getDatabaseProductName()).isEqualTo("ClickHouse");
            assertThat(about.getDatabaseMajorVersion()).isPositive();
            assertThat(column(about.getSchemas(), "TABLE_SCHEM")).contains("weir", "default");
            assertThat(column(about.getTables(null, "weir", "%", null), "TABLE_NAME"))
                    .contains("events", "video_views_daily", "active_users_daily");
            assertThat(column(about.getColumns(null, "weir", "active_users_daily", "%"), "COLUMN_NAME"))
                    .containsExactly("day", "dau", "wau", "mau");
            assertThat(column(about.getColumns(null, "weir", "events", "properties"), "REMARKS"))
                    .singleElement()
                    .asString()
                    .contains("Properties of the event");
            assertThat(column(about.getTypeInfo(), "TYPE_NAME")).contains("String", "DateTime64");
            about.getCatalogs().close();
            about.getTableTypes().close();
            about.getPrimaryKeys(null, "weir", "events_store").close();
            about.getIndexInfo(null, "weir", "events_store", false, true).close();
            about.getFunctions(null, null, "%").close();
        }
    }

    @Test
    void limitsRowsAndTimeOfAStatement() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(10);
            try (ResultSet rows = statement.executeQuery("SELECT number FROM numbers(1000)")) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                assertThat(count).isEqualTo(10);
            }
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.executeQuery(SLOW)).isInstanceOf(SQLException.class);
        }
    }

    private static final String SLOW =
            "SELECT sum(sleepEachRow(0.2)) FROM numbers(100) SETTINGS max_block_size = 1, max_threads = 1";

    /** A tool's stop button: the driver turns it into KILL QUERY. */
    @Test
    void cancelsAQueryFromAnotherThread() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            Thread stopper = new Thread(() -> {
                try {
                    await().atMost(Duration.ofSeconds(15)).until(() -> clickHouse
                            .sql(
                                    "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow(0.2)%' AND query NOT LIKE '%processes%'",
                                    "TSV")
                            .equals("1"));
                    statement.cancel();
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
            });
            stopper.start();

            assertThatThrownBy(() -> statement.executeQuery(SLOW))
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining("QUERY_WAS_CANCELLED");
            stopper.join();
        }
    }

    @Test
    void refusesAWrongPassword() {
        Properties properties = new Properties();
        properties.setProperty("user", "nobody");
        properties.setProperty("password", "wrong");
        assertThatThrownBy(() -> {
                    try (Connection connection =
                            DriverManager.getConnection("jdbc:clickhouse:" + clickHouse.url(), properties)) {
                        connection.createStatement().executeQuery("SELECT 1").close();
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("516");
    }

    @Test
    void theJavaClientReadsAndWrites() throws Exception {
        try (Client client = new Client.Builder()
                .addEndpoint(clickHouse.url().toString())
                .setUsername("default")
                .setPassword("")
                .setDefaultDatabase("default")
                .compressClientRequest(true)
                .compressServerResponse(true)
                .build()) {
            assertThat(client.ping()).isTrue();

            String rows =
                    "{\"id\":5001,\"name\":\"a\",\"price\":1.25,\"tags\":[\"x\",\"y\"]}\n{\"id\":5002,\"name\":\"b\"}\n";
            client.insert(
                            "java_client",
                            new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)),
                            ClickHouseFormat.JSONEachRow,
                            new InsertSettings())
                    .get(20, TimeUnit.SECONDS)
                    .close();
            List<GenericRecord> read = client.queryAll(
                    "SELECT id, name, price, tags FROM java_client WHERE id IN (5001, 5002) ORDER BY id");

            assertThat(read).hasSize(2);
            assertThat(read.get(0).getBigDecimal("price")).isEqualByComparingTo("1.25");
            assertThat(read.get(0).getStringArray("tags")).containsExactly("x", "y");

            try (QueryResponse response = client.query(
                            "SELECT {s:String} AS s, {a:Array(String)} AS a",
                            Map.of("s", "日本 😀 'q' \"x\"", "a", List.of("x", "y'z")),
                            new QuerySettings().setQueryId("java-client-1"))
                    .get(20, TimeUnit.SECONDS)) {
                ClickHouseBinaryFormatReader reader = client.newBinaryFormatReader(response);
                assertThat(reader.next()).isNotNull();
                assertThat(reader.getString("s")).isEqualTo("日本 😀 'q' \"x\"");
                assertThat(reader.getStringArray("a")).containsExactly("x", "y'z");
                assertThat(response.getQueryId()).isEqualTo("java-client-1");
            }
            assertThatThrownBy(() -> client.query("SELECT no_such_function(1)").get(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(ServerException.class, error -> assertThat(error.getCode())
                            .isEqualTo(46));
        }
    }

    private static Connection connect(String... more) throws SQLException {
        Properties properties = clickHouse.endpoint().properties(Duration.ofSeconds(30));
        for (int i = 0; i < more.length; i += 2) {
            properties.setProperty(more[i], more[i + 1]);
        }
        return DriverManager.getConnection(clickHouse.endpoint().jdbcUrl(), properties);
    }

    private static List<String> column(ResultSet rows, String name) throws SQLException {
        try (rows) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(name));
            }
            return values;
        }
    }
}
