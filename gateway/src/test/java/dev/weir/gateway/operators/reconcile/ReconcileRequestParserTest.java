// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.Retention;
import dev.weir.http.BadParameterException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReconcileRequestParserTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void comparesEverythingByDefault() throws Exception {
        ReconcileRequest request = parse(Map.of(), Retention.FOREVER);

        assertThat(request.scope().columns()).containsExactly(LedgerColumn.values());
        assertThat(request.scope().fromDay()).isZero();
        assertThat(request.patience()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void readsDaysTablesAndWait() throws Exception {
        ReconcileRequest request = parse(
                Map.of(
                        "from", List.of("2026-11-01"),
                        "to", List.of("2026-11-02"),
                        "table", List.of("active_users_daily", "dead_letters"),
                        "wait", List.of("0s")),
                Retention.FOREVER);

        assertThat(request.scope().fromDay())
                .isEqualTo(LocalDate.of(2026, 11, 1).toEpochDay());
        assertThat(request.scope().toDay()).isEqualTo(LocalDate.of(2026, 11, 2).toEpochDay());
        assertThat(request.scope().columns())
                .containsExactly(LedgerColumn.DAU, LedgerColumn.WAU, LedgerColumn.MAU, LedgerColumn.DEAD_LETTERS);
        assertThat(request.patience()).isZero();
    }

    @Test
    void excludesDaysThatMayHaveExpired() throws Exception {
        Retention retention = new Retention(
                Optional.of(Duration.ofDays(7)), Optional.of(Duration.ofDays(90)), Optional.of(Duration.ofDays(7)));

        ReconcileRequest request = parse(Map.of("from", List.of("2020-01-01")), retention);

        assertThat(request.scope().fromDay())
                .isEqualTo(LocalDate.of(2026, 8, 24).toEpochDay());
        assertThat(request.scope().columns()).doesNotContain(LedgerColumn.EVENTS, LedgerColumn.DEAD_LETTERS);
        assertThatThrownBy(() -> parse(Map.of("table", List.of("events")), retention))
                .hasMessageContaining("A table that drops its rows cannot be compared");
    }

    @Test
    void refusesUnknownParametersAndValues() {
        assertRefused(Map.of("day", List.of("2026-11-01")), "parameters: from, to, table, wait");
        assertRefused(Map.of("from", List.of("yesterday")), "from must be a day as YYYY-MM-DD");
        assertRefused(Map.of("to", List.of("2026-11-01", "2026-11-02")), "to must be given once");
        assertRefused(Map.of("from", List.of("2026-11-02"), "to", List.of("2026-11-01")), "from must not be after to");
        assertRefused(Map.of("table", List.of("views")), "table must be one of: video_views_daily, ");
        assertRefused(Map.of("wait", List.of("2h")), "at most 1m");
        assertRefused(Map.of("wait", List.of("soon")), "wait must be a duration");
    }

    private static void assertRefused(Map<String, List<String>> parameters, String message) {
        assertThatThrownBy(() -> parse(parameters, Retention.FOREVER))
                .isInstanceOf(BadParameterException.class)
                .hasMessageContaining(message);
    }

    private static ReconcileRequest parse(Map<String, List<String>> parameters, Retention retention)
            throws BadParameterException {
        return ReconcileRequestParser.parse(parameters, Kept.of(retention, CLOCK));
    }
}
