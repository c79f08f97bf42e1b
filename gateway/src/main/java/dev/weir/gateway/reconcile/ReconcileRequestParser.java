package dev.weir.gateway.reconcile;

import dev.weir.configuration.Units;
import dev.weir.gateway.http.ApiError;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the parameters of one {@code GET /reconcile}. */
final class ReconcileRequestParser {
    private static final Set<String> KNOWN = Set.of("from", "to", "table", "wait");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

    /** The last day of ClickHouse's {@code Date}. */
    static final long LAST_DAY = LocalDate.of(2149, 6, 6).toEpochDay();

    private final Map<String, Collection<String>> parameters;
    private final Kept kept;

    ReconcileRequestParser(Map<String, ? extends Collection<String>> parameters, Kept kept) {
        this.parameters = new TreeMap<>(parameters);
        this.kept = kept;
    }

    ReconcileRequest request() throws RefusedException {
        for (String name : parameters.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new RefusedException(
                        ApiError.UNKNOWN_PARAMETER,
                        name,
                        "There is no such parameter; these are known: from, to, table, wait.");
            }
        }
        long from = day("from", kept.firstDay());
        long to = day("to", LAST_DAY);
        if (from > to) {
            throw invalid("from", "from must not be after to.");
        }
        Scope scope = new Scope(Math.max(from, kept.firstDay()), Math.min(to, LAST_DAY), columns());
        return new ReconcileRequest(scope, patience());
    }

    private long day(String name, long absent) throws RefusedException {
        if (!parameters.containsKey(name)) {
            return absent;
        }
        try {
            long day = LocalDate.parse(single(name)).toEpochDay();
            if (day >= 0) {
                return day;
            }
        } catch (DateTimeParseException notADay) {
            // The sentence below serves both.
        }
        throw invalid(name, name + " must be a day as YYYY-MM-DD, from 1970-01-01.");
    }

    private Set<Column> columns() throws RefusedException {
        Collection<String> tables = parameters.get("table");
        if (tables == null) {
            return kept.columns();
        }
        for (String table : tables) {
            if (kept.columns().stream().noneMatch(column -> column.table().equals(table))) {
                throw invalid(
                        "table",
                        "table must be one of: " + kept.tables()
                                + ". It may be given more than once. A table that drops its rows cannot be compared.");
            }
        }
        Set<Column> columns = EnumSet.copyOf(kept.columns());
        columns.removeIf(column -> !tables.contains(column.table()));
        return columns;
    }

    private Duration patience() throws RefusedException {
        if (!parameters.containsKey("wait")) {
            return PATIENCE;
        }
        try {
            Duration patience = Units.parseDuration(single("wait"));
            if (patience.compareTo(MOST_PATIENCE) <= 0) {
                return patience;
            }
        } catch (IllegalArgumentException notADuration) {
            // The sentence below serves both.
        }
        throw invalid("wait", "wait must be a duration such as 10s, at most 60s.");
    }

    private String single(String name) throws RefusedException {
        Collection<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw invalid(name, name + " must be given once.");
        }
        return values.iterator().next();
    }

    private static RefusedException invalid(String parameter, String message) {
        return new RefusedException(ApiError.INVALID_PARAMETER, parameter, message);
    }

    /** A request that cannot be answered as it is. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final ApiError error;
        private final String parameter;

        RefusedException(ApiError error, String parameter, String message) {
            super(message, null, false, false);
            this.error = error;
            this.parameter = parameter;
        }

        ApiError error() {
            return error;
        }

        String parameter() {
            return parameter;
        }
    }
}
