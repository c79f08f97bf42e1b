// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.ServerException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private final Circuit circuit = new Circuit();
    private final List<String> calls = new ArrayList<>();

    @Test
    void opensAfterAFewFailuresEvenAfterManySuccesses() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(call(() -> 1)).isEqualTo(1);
        }
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::fail).hasMessage("silent");
        }

        assertThatThrownBy(this::fail).isInstanceOfSatisfying(ClickHouseUnavailableException.class, refused -> {
            assertThat(refused.problem()).startsWith("ClickHouse has not responded since 20");
            assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void closesAfterTheFirstSuccessfulCall() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::fail).hasMessage("silent");
        }

        await().ignoreExceptionsInstanceOf(ClickHouseUnavailableException.class).until(() -> call(() -> 1) == 1);
        assertThat(call(() -> 2)).isEqualTo(2);
    }

    @Test
    void errorsThatTheServerReportsDoNotOpenIt() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> this.<Integer>call(() -> {
                        throw new SQLException("bad", new ServerException(62, "Syntax error.", 400, "id"));
                    }))
                    .hasMessage("bad");
        }
    }

    @Test
    void programErrorsDoNotOpenIt() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> this.<Integer>call(() -> {
                        throw new IllegalStateException("ours");
                    }))
                    .hasMessage("ours");
        }
        assertThat(call(() -> 1)).isEqualTo(1);
    }

    @Test
    void probesBeforeTheNextCall() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::fail).hasMessage("silent");
        }
        calls.clear();

        await().ignoreExceptionsInstanceOf(ClickHouseUnavailableException.class)
                .until(() -> call(() -> calls.add("call")));

        assertThat(call(() -> calls.add("call"))).isTrue();
        assertThat(calls).containsExactly("probe", "call", "call");
    }

    @Test
    void missingAFreeConnectionDoesNotOpenIt() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> this.<Integer>call(() -> {
                        throw new NoFreeConnectionException(new SQLException("busy"));
                    }))
                    .hasMessage("busy");
        }
        assertThat(call(() -> 1)).isEqualTo(1);
    }

    @Test
    void opensAfterCallsThatTimedOut() throws Exception {
        for (int i = 0; i < 20; i++) {
            circuit.call("test", Duration.ofMinutes(5), () -> 1, () -> 1);
        }
        for (int i = 0; i < 5; i++) {
            circuit.call("test", Duration.ofNanos(1), () -> 1, () -> 1);
        }

        assertThatThrownBy(() -> call(() -> 1)).hasMessageStartingWith("ClickHouse has not responded since 20");
    }

    private <T> T call(Circuit.Call<T> call) throws ClickHouseUnavailableException {
        return circuit.call("test", Duration.ofSeconds(30), () -> calls.add("probe"), call);
    }

    private void fail() throws ClickHouseUnavailableException {
        this.<Integer>call(() -> {
            throw new SQLException("silent");
        });
    }
}
