// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A selection as an SQL condition on {@code weir.dead_letters}, with the parameters for its placeholders.
 *
 * <p>The status is that of the last action with a final outcome, as in {@link Status#after}.
 */
record SelectConditions(String sql, List<Object> parameters) {
    private static final String SETTLED = "outcome IN ('published', 'already_counted', 'discarded')";

    private static final String OPEN = String.format(Locale.ROOT, """
            (topic, partition, offset) NOT IN
            (
                SELECT topic, partition, offset FROM weir.dead_letter_actions WHERE %s
            )""", SETTLED);

    private static final String LAST_OUTCOME = String.format(Locale.ROOT, """
            (topic, partition, offset) IN
            (
                SELECT topic, partition, offset FROM weir.dead_letter_actions WHERE %s
                GROUP BY topic, partition, offset HAVING (argMax(outcome, at) = 'discarded') = %%s
            )""", SETTLED);

    static SelectConditions of(Selection selection) {
        List<String> all = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        if (!selection.ids().isEmpty()) {
            all.add("(topic, partition, offset) IN ("
                    + String.join(", ", Collections.nCopies(selection.ids().size(), "(?, ?, ?)")) + ")");
            selection.ids().forEach(id -> addId(parameters, id));
        }
        if (!selection.reasons().isEmpty()) {
            all.add("reason IN ("
                    + String.join(", ", Collections.nCopies(selection.reasons().size(), "?")) + ")");
            parameters.addAll(selection.reasons());
        }
        selection.from().ifPresent(from -> {
            all.add("failed_at >= fromUnixTimestamp64Milli(toInt64(?))");
            parameters.add(from.toEpochMilli());
        });
        selection.to().ifPresent(to -> {
            all.add("failed_at < fromUnixTimestamp64Milli(toInt64(?))");
            parameters.add(to.toEpochMilli());
        });
        selection.after().ifPresent(after -> {
            all.add("(topic, partition, offset) > (?, ?, ?)");
            addId(parameters, after);
        });
        selection.status().ifPresent(status -> all.add(ofStatus(status)));
        return new SelectConditions(all.isEmpty() ? "1" : String.join("\nAND ", all), parameters);
    }

    /** Binds parameters to placeholders, from index {@code first} on. */
    static void bind(PreparedStatement statement, int first, List<Object> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(first + i, parameters.get(i));
        }
    }

    static void addId(List<Object> parameters, DeadLetterId id) {
        parameters.add(id.topic());
        parameters.add(id.partition());
        parameters.add(id.offset());
    }

    private static String ofStatus(Status status) {
        return switch (status) {
            case OPEN -> OPEN;
            case REDRIVEN -> String.format(Locale.ROOT, LAST_OUTCOME, "0");
            case DISCARDED -> String.format(Locale.ROOT, LAST_OUTCOME, "1");
        };
    }
}
