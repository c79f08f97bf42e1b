// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ends the server process, and checks its data after the next start. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ClickHouseCrashTest {
    private static final int ROWS = 500;

    @TempDir
    private Path folder = Path.of("");

    private @Nullable Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void keepsAcknowledgedInsertsAfterAKill() throws Exception {
        String url = start();
        execute(url, "CREATE TABLE survivors (n UInt32, text String) ENGINE = MergeTree ORDER BY n");
        AtomicInteger acknowledged = new AtomicInteger();
        Thread writer = new Thread(() -> insertUntilItFails(url, acknowledged), "writer");
        writer.start();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.get() >= 20);
        kill();
        writer.join();

        String again = start();
        try (Connection connection = DriverManager.getConnection(again);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT uniqExact(n) FROM survivors WHERE n < "
                        + acknowledged.get() * ROWS + " AND text = 'text ' || toString(n)")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(acknowledged.get() * ROWS);
        }
    }

    @Test
    void endsCleanlyOnSigterm() throws Exception {
        String url = start();
        execute(url, "CREATE DATABASE kept");
        Process current = running();
        current.destroy();
        assertThat(current.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(current.exitValue()).isEqualTo(143);
        execute(start(), "USE kept");
    }

    private static void insertUntilItFails(String url, AtomicInteger acknowledged) {
        Properties properties = new Properties();
        properties.setProperty("beta.row_binary_for_simple_insert", "true");
        properties.setProperty("retry", "0");
        try (Connection connection = DriverManager.getConnection(url, properties);
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO survivors (n, text) VALUES (?, ?)")) {
            for (int batch = 0; ; batch++) {
                for (int row = 0; row < ROWS; row++) {
                    int n = batch * ROWS + row;
                    insert.setInt(1, n);
                    insert.setString(2, "text " + n);
                    insert.addBatch();
                }
                insert.executeBatch();
                acknowledged.incrementAndGet();
            }
        } catch (SQLException killed) {
            // The test waits for this.
        }
    }

    private String start() throws Exception {
        int port;
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = "jdbc:clickhouse:http://127.0.0.1:" + port;
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClickHouseMain.class.getName(),
                        EngineLibrary.path().toString(),
                        folder.resolve("data").toString(),
                        Integer.toString(port))
                .inheritIO()
                .start();
        Process started = running();
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            assertThat(started.isAlive()).isTrue();
            execute(url, "SELECT 1");
            return true;
        });
        return url;
    }

    private void kill() throws InterruptedException {
        Process current = running();
        current.destroyForcibly();
        current.waitFor();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
