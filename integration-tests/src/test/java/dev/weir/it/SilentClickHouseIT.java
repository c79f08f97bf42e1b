// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.gateway.clickhouse.ClickHouse;
import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.local.Stack;
import dev.weir.testbed.Freeze;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Checks that an unresponsive ClickHouse is distinguished from a long query. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilentClickHouseIT {
    /** Longer than the tests take, so that no query ends by its own timeout. */
    private static final Duration QUERY_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stack stack = RunningWeir.open(SilentClickHouseIT.class, Map.of());
    private ClickHouse clickHouse;
    private ClickHousePool pool;

    @BeforeAll
    void start() {
        stack.clickHouse().start();
        ClickHouseEndpoint endpoint = new ClickHouseEndpoint(stack.clickHouseUrl(), "default", "");
        clickHouse = new ClickHouse(endpoint, new SimpleMeterRegistry());
        pool = clickHouse.pool("test", 2, QUERY_TIMEOUT);
    }

    @AfterAll
    void stop() {
        Freeze.end(stack.clickHouse());
        clickHouse.close();
        stack.close();
    }

    @Test
    void longQueryIsAnswered() throws Exception {
        assertThat(select(rowsASecondApart(5))).isEqualTo(5);
    }

    @Test
    void silentServerEndsQueriesAndRefusesNewOnesUntilItResponds() throws Exception {
        CompletableFuture<Long> query = CompletableFuture.supplyAsync(() -> selectUnchecked(rowsASecondApart(12)));
        await().atMost(PATIENCE).until(() -> select("count() FROM system.processes") == 2);

        Freeze.begin(stack.clickHouse(), QUERY_TIMEOUT);

        assertThatThrownBy(query::get).cause().hasCauseInstanceOf(ClickHouseUnavailableException.class);
        assertThatThrownBy(() -> select("1")).isInstanceOfSatisfying(ClickHouseUnavailableException.class, refused -> {
            assertThat(refused.problem()).isEqualTo("ClickHouse does not respond.");
            assertThat(refused.retryAfter()).isPositive();
        });
        assertThat(clickHouse.problem()).isEqualTo("ClickHouse does not respond.");

        Freeze.end(stack.clickHouse());
        await().atMost(PATIENCE).until(() -> clickHouse.problem() == null);
        assertThat(select("1")).isEqualTo(1);
    }

    private static String rowsASecondApart(int rows) {
        return "count(), sum(sleepEachRow(1)) FROM numbers(" + rows + ") SETTINGS max_block_size = 1";
    }

    private long selectUnchecked(String what) {
        try {
            return select(what);
        } catch (ClickHouseUnavailableException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    private long select(String what) throws ClickHouseUnavailableException {
        return pool.call(connection -> number(connection, "SELECT " + what));
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
