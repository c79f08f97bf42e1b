// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.Retention;
import dev.weir.gateway.clickhouse.ClickHouse;
import dev.weir.gateway.operators.EventIdentity;
import dev.weir.gateway.operators.deadletters.ClickHouseDeadLetters;
import dev.weir.gateway.operators.deadletters.DeadLetter;
import dev.weir.gateway.operators.deadletters.DeadLetterStore;
import dev.weir.gateway.operators.deadletters.DeadLetterStoreContract;
import dev.weir.local.Stack;
import dev.weir.migrator.Migrator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs the contract of dead-letter stores against the real engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClickHouseDeadLettersIT extends DeadLetterStoreContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Stack stack = RunningWeir.open(ClickHouseDeadLettersIT.class, Map.of());
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    void startClickHouse() {
        stack.clickHouse().start();
    }

    @AfterAll
    void stopClickHouse() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        stack.close();
    }

    @Override
    protected DeadLetterStore storeOf(List<DeadLetter> letters, EventIdentity counted, Instant receivedAt)
            throws SQLException {
        ClickHouseEndpoint endpoint = new ClickHouseEndpoint(stack.clickHouseUrl(), "default", "");
        Migrator.migrate(endpoint, Retention.FOREVER, PATIENCE, line -> {});
        try (Connection connection = DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties(PATIENCE))) {
            for (String table : List.of("dead_letters_store", "dead_letter_actions_store", "events_store")) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("TRUNCATE TABLE weir." + table);
                }
            }
            for (DeadLetter letter : letters) {
                insert(connection, letter);
            }
            insert(connection, counted, receivedAt);
        }
        ClickHouse clickHouse = new ClickHouse(endpoint, new SimpleMeterRegistry());
        opened.add(clickHouse);
        return new ClickHouseDeadLetters(clickHouse.pool("test", 1, PATIENCE));
    }

    private static void insert(Connection connection, DeadLetter letter) throws SQLException {
        String sql = """
                INSERT INTO weir.dead_letters_store (failed_at, reason, detail, topic, partition, offset, key, payload)
                SELECT fromUnixTimestamp64Milli(toInt64(?)), ?, ?, ?, ?, ?, unhex(?), unhex(?)""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, letter.failedAt().toEpochMilli());
            statement.setString(2, letter.reason());
            statement.setString(3, letter.detail());
            statement.setString(4, letter.id().topic());
            statement.setInt(5, letter.id().partition());
            statement.setLong(6, letter.id().offset());
            statement.setString(7, HexFormat.of().formatHex(letter.key()));
            statement.setString(8, HexFormat.of().formatHex(letter.payload()));
            statement.executeUpdate();
        }
    }

    private static void insert(Connection connection, EventIdentity counted, Instant receivedAt) throws SQLException {
        String sql = """
                INSERT INTO weir.events_store (event_id, type, timestamp, received_at, user_id)
                SELECT ?, 'login', received_at, fromUnixTimestamp64Milli(toInt64(?)) AS received_at, ?""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, counted.eventId());
            statement.setLong(2, receivedAt.toEpochMilli());
            statement.setString(3, counted.userId());
            statement.executeUpdate();
        }
    }
}
