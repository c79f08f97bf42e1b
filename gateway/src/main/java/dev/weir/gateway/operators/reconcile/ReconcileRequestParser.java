// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the parameters of one {@code GET /reconcile}. */
final class ReconcileRequestParser {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

    /** The last day of ClickHouse's {@code Date}. */
    static final long LAST_DAY = LocalDate.of(2149, 6, 6).toEpochDay();

    private ReconcileRequestParser() {}

    static ReconcileRequest parse(Map<String, ? extends Collection<String>> values, Kept kept)
            throws BadParameterException {
        Parameters parameters = Parameters.of(values, List.of("from", "to", "table", "wait"));
        long from = day(parameters, "from", kept.firstDay());
        long to = day(parameters, "to", LAST_DAY);
        if (from > to) {
            throw Parameters.invalid("from", "must not be after to");
        }
        ComparisonScope scope =
                new ComparisonScope(Math.max(from, kept.firstDay()), Math.min(to, LAST_DAY), columns(parameters, kept));
        return new ReconcileRequest(scope, parameters.duration("wait", PATIENCE, MOST_PATIENCE, "10s"));
    }

    private static long day(Parameters parameters, String name, long absent) throws BadParameterException {
        @Nullable String text = parameters.text(name);
        if (text == null) {
            return absent;
        }
        try {
            long day = LocalDate.parse(text).toEpochDay();
            if (day >= 0) {
                return day;
            }
        } catch (DateTimeParseException notADay) {
            // The message below covers both cases.
        }
        throw Parameters.invalid(name, "must be a day as YYYY-MM-DD, from 1970-01-01");
    }

    private static Set<LedgerColumn> columns(Parameters parameters, Kept kept) throws BadParameterException {
        List<String> tables = parameters.texts("table");
        if (tables.isEmpty()) {
            return kept.columns();
        }
        for (String table : tables) {
            if (kept.columns().stream().noneMatch(column -> column.table().equals(table))) {
                throw Parameters.invalid(
                        "table",
                        "must be one of: " + kept.tables()
                                + "; it may be given more than once. A table that drops its rows cannot be compared");
            }
        }
        Set<LedgerColumn> columns = EnumSet.copyOf(kept.columns());
        columns.removeIf(column -> !tables.contains(column.table()));
        return columns;
    }
}
