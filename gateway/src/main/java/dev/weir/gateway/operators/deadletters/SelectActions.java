// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.operators.deadletters.Action.Kind;
import dev.weir.gateway.operators.deadletters.Action.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Adds to dead letters the actions that were taken on them. */
final class SelectActions {
    /** Reads a range of the sorting key. The letters are in its order, and few others lie between them. */
    private static final String SQL = """
            SELECT topic, partition, offset, toUnixTimestamp64Milli(at) AS at_millis, action, outcome, detail
            FROM weir.dead_letter_actions
            WHERE (topic, partition, offset) >= (?, ?, ?) AND (topic, partition, offset) <= (?, ?, ?)
            ORDER BY topic, partition, offset, at""";

    private SelectActions() {}

    /** @param letters in the order of the log; not empty */
    static List<DeadLetter> addTo(Connection connection, List<DeadLetter> letters) throws SQLException {
        Map<DeadLetterId, List<Action>> actions = between(
                connection, letters.get(0).id(), letters.get(letters.size() - 1).id());
        List<DeadLetter> complete = new ArrayList<>(letters.size());
        for (DeadLetter letter : letters) {
            complete.add(letter.withActions(actions.getOrDefault(letter.id(), List.of())));
        }
        return complete;
    }

    private static Map<DeadLetterId, List<Action>> between(Connection connection, DeadLetterId first, DeadLetterId last)
            throws SQLException {
        List<Object> parameters = new ArrayList<>();
        SelectConditions.addId(parameters, first);
        SelectConditions.addId(parameters, last);
        Map<DeadLetterId, List<Action>> actions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            SelectConditions.bind(statement, 1, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    actions.computeIfAbsent(SelectDeadLetters.idIn(rows), id -> new ArrayList<>())
                            .add(new Action(
                                    Instant.ofEpochMilli(rows.getLong(4)),
                                    Kind.valueOf(rows.getString(5).toUpperCase(Locale.ROOT)),
                                    Outcome.valueOf(rows.getString(6).toUpperCase(Locale.ROOT)),
                                    rows.getString(7)));
                }
            }
        }
        return actions;
    }
}
