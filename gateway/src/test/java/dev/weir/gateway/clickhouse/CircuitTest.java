// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.ServerException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private final Circuit circuit = new Circuit("test", Duration.ofSeconds(30));

    @Test
    void opensAfterAFewFailuresAlsoAfterManySuccesses() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(circuit.<Integer>call(() -> 1)).isEqualTo(1);
        }
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::fail).hasMessage("silent");
        }

        assertThatThrownBy(this::fail).isInstanceOfSatisfying(ClickHouseUnavailableException.class, refused -> {
            assertThat(refused.problem()).startsWith("ClickHouse has not answered since 20");
            assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void closesWithTheFirstCallThatIsAnsweredAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::fail).hasMessage("silent");
        }

        await().ignoreExceptionsInstanceOf(ClickHouseUnavailableException.class)
                .until(() -> circuit.<Integer>call(() -> 1) == 1);
        assertThat(circuit.<Integer>call(() -> 2)).isEqualTo(2);
    }

    @Test
    void staysClosedForErrorsThatTheServerReports() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> circuit.<Integer>call(() -> {
                        throw new SQLException("bad", new ServerException(62, "Syntax error.", 400, "id"));
                    }))
                    .hasMessage("bad");
        }
    }

    @Test
    void countsNoDefectsOfOurs() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> circuit.<Integer>call(() -> {
                        throw new IllegalStateException("ours");
                    }))
                    .hasMessage("ours");
        }
        assertThat(circuit.<Integer>call(() -> 1)).isEqualTo(1);
    }

    private void fail() throws ClickHouseUnavailableException {
        circuit.<Integer>call(() -> {
            throw new SQLException("silent");
        });
    }
}
