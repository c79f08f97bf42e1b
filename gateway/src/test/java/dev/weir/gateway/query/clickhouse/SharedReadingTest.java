// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedReadingTest {
    private long nanos = 1_000;
    private final SharedReading<ViewFreshness> shared = new SharedReading<>(() -> nanos);

    @Test
    void sharesOneReadForAMoment() throws SQLException {
        assertThat(shared.read(() -> at(1))).isEqualTo(at(1));
        nanos += Duration.ofMillis(99).toNanos();
        assertThat(shared.read(() -> at(2))).isEqualTo(at(1));
    }

    @Test
    void readsAgainAfterTheMoment() throws SQLException {
        shared.read(() -> at(1));
        nanos += Duration.ofMillis(100).toNanos();
        assertThat(shared.read(() -> at(2))).isEqualTo(at(2));
        assertThat(shared.read(() -> at(3))).isEqualTo(at(2));
    }

    @Test
    void countsTheMomentFromTheStartOfTheRead() throws SQLException {
        shared.read(() -> {
            nanos += Duration.ofMillis(100).toNanos();
            return at(1);
        });
        assertThat(shared.read(() -> at(2))).isEqualTo(at(2));
    }

    @Test
    void keepsTheNewerValueIfASlowReadEndsLast() throws SQLException {
        ViewFreshness slow = shared.read(() -> {
            nanos += Duration.ofMillis(1).toNanos();
            shared.read(() -> at(2));
            return at(1);
        });
        assertThat(slow).isEqualTo(at(1));
        assertThat(shared.read(() -> at(3))).isEqualTo(at(2));
    }

    @Test
    void doesNotCacheFailures() throws SQLException {
        assertThatThrownBy(() -> shared.read(() -> {
                    throw new SQLException("no answer");
                }))
                .hasMessage("no answer");
        assertThat(shared.read(() -> at(1))).isEqualTo(at(1));
    }

    private static ViewFreshness at(long second) {
        return new ViewFreshness(Map.of("video_views_daily", Instant.ofEpochSecond(second)));
    }
}
