// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Program;
import dev.weir.configuration.Retention;
import dev.weir.configuration.Settings;
import dev.weir.migrator.RowLifetime.TableTtl;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RowLifetimeTest {
    @Test
    void rowsNeverExpireByDefault() {
        assertThat(retention(Map.of())).isEqualTo(Retention.FOREVER);
        assertThat(RowLifetime.of(Retention.FOREVER))
                .extracting(TableTtl::expression)
                .containsOnly(Optional.empty());
    }

    @Test
    void eachTableExpiresByItsOwnClock() {
        Map<String, String> environment = Map.of(
                "WEIR_METRICS_RETENTION", "1441h",
                "WEIR_EVENTS_RETENTION", "36h",
                "WEIR_DEAD_LETTERS_RETENTION", "14d");
        assertThat(RowLifetime.of(retention(environment)))
                .containsExactlyInAnyOrder(
                        ttl("video_views_daily_store", "day + toIntervalDay(61)"),
                        ttl("video_views_30d_store", "as_of + toIntervalDay(61)"),
                        ttl("active_users_daily_store", "day + toIntervalDay(61)"),
                        ttl("events_per_minute_store", "toDate(minute) + toIntervalDay(91)"),
                        ttl("metric_values_store", "toDate(start) + toIntervalDay(61)"),
                        ttl("metric_members_store", "toDate(quarter) + toIntervalDay(61)"),
                        ttl("metric_skipped_store", "day + toIntervalDay(61)"),
                        ttl("metric_deleted_store", "day + toIntervalDay(61)"),
                        ttl("events_store", "toDateTime(received_at) + toIntervalSecond(129600)"),
                        ttl("dead_letters_store", "toDateTime(failed_at) + toIntervalSecond(1209600)"),
                        ttl("dead_letter_actions_store", "toDateTime(at) + toIntervalSecond(1209600)"));
    }

    @Test
    void countsThatMayStillChangeAreNotDropped() {
        Map<String, String> environment = Map.of("WEIR_METRICS_RETENTION", "90d", "WEIR_ALLOWED_LATENESS", "61d");
        assertThatThrownBy(() -> retention(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WEIR_METRICS_RETENTION must be at least 91d");
    }

    @Test
    void findsTheTtlThatAServerReports() {
        assertThat(RowLifetime.ttlIn("MergeTree ORDER BY a TTL a + toIntervalDay(9) SETTINGS index_granularity = 8192"))
                .hasValue("a + toIntervalDay(9)");
        assertThat(RowLifetime.ttlIn("MergeTree ORDER BY a TTL a + toIntervalDay(9)"))
                .hasValue("a + toIntervalDay(9)");
        assertThat(RowLifetime.ttlIn("MergeTree ORDER BY a SETTINGS index_granularity = 8192"))
                .isEmpty();
    }

    private static TableTtl ttl(String table, String expression) {
        return new TableTtl(table, Optional.of(expression));
    }

    private static Retention retention(Map<String, String> environment) {
        return Settings.read(Program.MIGRATOR, environment, Retention::from);
    }
}
