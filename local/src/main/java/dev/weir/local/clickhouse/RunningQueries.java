// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import dev.weir.local.clickhouse.SqlToken.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tracks the running statements by the query ids that clients gave them.
 *
 * <p>The engine gives each statement its own id. The client's id is stored in the setting {@code log_comment}. If a
 * statement reads {@code query_id} from {@code system.processes}, or kills by it, the setting takes the place of the
 * engine's id.
 */
final class RunningQueries {
    private static final String CLIENTS_ID = "if(Settings['log_comment'] = '', query_id, Settings['log_comment'])";
    private static final String PROCESSES = "(SELECT * REPLACE (" + CLIENTS_ID + " AS query_id, " + CLIENTS_ID
            + " AS initial_query_id) FROM system.processes)";
    private static final Set<String> BEFORE_A_TABLE = Set.of("FROM", "JOIN", ",");

    /** Selects the engine's id and the client's id of each statement. */
    static final String IDS =
            "SELECT query_id, Settings['log_comment'] FROM system.processes WHERE Settings['log_comment'] != '' FORMAT TSV";

    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /** Registers a statement; {@link #end} removes it. */
    void begin(String id) throws EngineException {
        if (!ids.add(id)) {
            throw new EngineException(
                    216, "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING", "Query with id = " + id + " is already running.");
        }
    }

    void end(String id) {
        ids.remove(id);
    }

    /** Rewrites a statement to use the clients' ids instead of the engine's. */
    static byte[] withClientsIds(byte[] statement, StatementShape shape) {
        List<SqlToken> tokens = shape.tokens();
        boolean isKill =
                tokens.size() > 2 && tokens.get(0).is("KILL") && tokens.get(1).is("QUERY");
        StringBuilder rewritten = new StringBuilder();
        int copied = 0;
        for (int i = 1; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if (isKill && isName(token, "query_id", statement)) {
                rewritten.append(text(statement, copied, token.start())).append(CLIENTS_ID);
                copied = token.end();
            } else if (isProcesses(tokens, i, statement)) {
                rewritten.append(text(statement, copied, token.start())).append(PROCESSES);
                copied = tokens.get(i + 2).end();
            }
        }
        return copied == 0
                ? statement
                : rewritten
                        .append(text(statement, copied, statement.length))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
    }

    /** Replaces the engine's ids in the rows by the clients' ids. */
    static String withClientsIds(String rows, String ids) {
        String renamed = rows;
        for (String line : ids.lines().toList()) {
            String[] pair = line.split("\t", 2);
            renamed = renamed.replace(pair[0], pair[1]);
        }
        return renamed;
    }

    private static boolean isProcesses(List<SqlToken> tokens, int first, byte[] statement) {
        return first + 2 < tokens.size()
                && BEFORE_A_TABLE.contains(tokens.get(first - 1).word())
                && isName(tokens.get(first), "system", statement)
                && tokens.get(first + 1).is(".")
                && isName(tokens.get(first + 2), "processes", statement);
    }

    private static boolean isName(SqlToken token, String name, byte[] statement) {
        String text = text(statement, token.start(), token.end());
        return token.kind() == Kind.WORD && text.equals(name)
                || token.kind() == Kind.QUOTED_NAME
                        && text.substring(1, text.length() - 1).equals(name);
    }

    private static String text(byte[] statement, int from, int to) {
        return new String(statement, from, to - from, StandardCharsets.UTF_8);
    }
}
