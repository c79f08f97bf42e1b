// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import dev.weir.local.clickhouse.SqlToken.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The properties of a statement that this server must know before the engine runs it.
 *
 * @param tokens of the statement, without the rows of an insert
 * @param format of the output, if the statement names one
 * @param insertData where the data of an insert begins, if the insert names a format for it
 */
record StatementShape(List<SqlToken> tokens, Optional<String> format, Optional<InsertData> insertData) {
    /** The words with which a read-only statement may begin. */
    private static final Set<String> READS =
            Set.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXISTS", "EXPLAIN", "USE", "SET", "(");

    /** The allowed engines of tables and databases. They keep their data in the data directory or in memory. */
    private static final Set<String> ENGINES = Set.of(
            "MERGETREE",
            "REPLACINGMERGETREE",
            "SUMMINGMERGETREE",
            "AGGREGATINGMERGETREE",
            "COLLAPSINGMERGETREE",
            "VERSIONEDCOLLAPSINGMERGETREE",
            "COALESCINGMERGETREE",
            "GRAPHITEMERGETREE",
            "MEMORY",
            "LOG",
            "TINYLOG",
            "STRIPELOG",
            "NULL",
            "VIEW",
            "MATERIALIZEDVIEW",
            "BUFFER",
            "SET",
            "JOIN",
            "MERGE",
            "ALIAS",
            "GENERATERANDOM",
            "ATOMIC",
            "ORDINARY");

    private static final int TOKENS_OF_OWN_BACKUP = 8;

    /** The name has no separators, so the backup is directly in the directory that the engine allows. */
    private static final Pattern OWN_BACKUP =
            Pattern.compile("(BACKUP DATABASE weir TO|RESTORE DATABASE weir FROM) File \\( '[A-Za-z0-9-]{1,64}' \\)");

    /**
     * The data that follows a statement.
     *
     * @param format of the data
     * @param statementEnd where the statement ends, without its {@code FORMAT} clause
     * @param begin where the data begins
     */
    record InsertData(String format, int statementEnd, int begin) {}

    /**
     * Parses a statement.
     *
     * @throws EngineException if there are several statements, or if the statement would access files or anything else
     *     outside the database
     */
    static StatementShape of(ByteBuffer text) throws EngineException {
        SqlTokens lexer = new SqlTokens(text);
        List<SqlToken> tokens = new ArrayList<>();
        boolean isInsert = false;
        boolean hasRows = false;
        boolean hasEnded = false;
        for (Optional<SqlToken> next = lexer.next(); next.isPresent(); next = lexer.next()) {
            SqlToken token = next.get();
            if (token.is(";")) {
                hasEnded = !tokens.isEmpty();
                continue;
            }
            if (hasEnded) {
                throw new EngineException(
                        62, "SYNTAX_ERROR", "Multi-statements are not allowed: send one statement a request.");
            }
            if (hasRows) {
                continue;
            }
            isInsert = tokens.isEmpty() ? token.is("INSERT") : isInsert;
            tokens.add(token);
            if (isInsert && beginsData(tokens)) {
                SqlToken format = tokens.get(tokens.size() - 2);
                return checked(
                        text,
                        tokens,
                        Optional.empty(),
                        Optional.of(new InsertData(
                                text(text, token.start(), token.end()), format.start(), dataBegin(text, token.end()))));
            }
            // Rows are not collected, because there may be millions of them.
            hasRows = isInsert && token.is("VALUES") && !isWithin(tokens);
        }
        return checked(text, tokens, isInsert ? Optional.empty() : answerFormat(tokens, text), Optional.empty());
    }

    /** True if the statement changes nothing but the session. */
    boolean isRead() {
        return tokens.isEmpty()
                || READS.contains(tokens.get(0).word()) && tokens.stream().noneMatch(token -> token.is("INSERT"));
    }

    boolean isKill() {
        return tokens.size() > 2 && tokens.get(0).is("KILL") && tokens.get(1).is("QUERY");
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    private static StatementShape checked(
            ByteBuffer text, List<SqlToken> tokens, Optional<String> format, Optional<InsertData> insertData)
            throws EngineException {
        for (int i = 1; i < tokens.size(); i++) {
            if (opensFile(tokens, i) || callsFile(tokens, i, text) || leaves(tokens, i, text)) {
                throw new EngineException(
                        497,
                        "ACCESS_DENIED",
                        "default: Not enough privileges. This port gives access only to its database, not to files,"
                                + " programs or servers: read the result from the response, and send data in the"
                                + " body.");
            }
        }
        return new StatementShape(List.copyOf(tokens), format, insertData);
    }

    /** The library opens these files before it checks the privileges of the user. */
    private static boolean opensFile(List<SqlToken> tokens, int last) {
        return tokens.get(last).kind() == Kind.STRING
                && last > 1
                && (tokens.get(last - 2).is("INTO") && tokens.get(last - 1).is("OUTFILE")
                        || tokens.get(0).is("INSERT")
                                && tokens.get(last - 2).is("FROM")
                                && tokens.get(last - 1).is("INFILE"));
    }

    /**
     * The engine grants the function {@code file} to every user. The table function {@code eval} runs the text of a
     * string.
     */
    private static boolean callsFile(List<SqlToken> tokens, int at, ByteBuffer text) {
        String name = name(tokens.get(at), text);
        if (!name.equals("file") && !name.equals("eval")) {
            return false;
        }
        boolean isCalled = at + 1 < tokens.size() && tokens.get(at + 1).is("(");
        boolean isApplied = tokens.get(at - 1).is("APPLY")
                || at > 1 && tokens.get(at - 1).is("(") && tokens.get(at - 2).is("APPLY");
        // The list of columns after the table of an insert looks like a call.
        boolean isTable =
                tokens.get(0).is("INSERT") && at < 3 && !tokens.get(at - 1).is("FUNCTION");
        return (isCalled && !isTable) || isApplied;
    }

    /**
     * True if the statement accesses anything outside the database. The engine does not check privileges for some table
     * engines and sources.
     */
    private static boolean leaves(List<SqlToken> tokens, int at, ByteBuffer text) {
        SqlToken token = tokens.get(at);
        String first = tokens.get(0).word();
        if (first.equals("RESTORE") || first.equals("BACKUP")) {
            return !isOwnBackup(tokens, text);
        }
        if (first.equals("ATTACH") && tokens.get(at - 1).is("FROM") && token.kind() == Kind.STRING) {
            return true;
        }
        if (token.is("EXECUTABLE")
                && at + 1 < tokens.size()
                && tokens.get(at + 1).is("(")) {
            return true;
        }
        boolean isDefinition = first.equals("CREATE") || first.equals("ATTACH") || first.equals("REPLACE");
        boolean isEngine = tokens.get(at - 1).is("ENGINE")
                || at > 1 && tokens.get(at - 1).is("=") && tokens.get(at - 2).is("ENGINE");
        return isDefinition
                && isEngine
                && !token.is("=")
                && tokens.subList(0, at).stream().noneMatch(before -> before.is("SELECT"))
                && !ENGINES.contains(name(token, text).toUpperCase(Locale.ROOT));
    }

    /** True for the statements of {@code ./ops}, which use a directory that only they can write to. */
    private static boolean isOwnBackup(List<SqlToken> tokens, ByteBuffer text) {
        return tokens.size() == TOKENS_OF_OWN_BACKUP
                && OWN_BACKUP
                        .matcher(tokens.stream()
                                .map(token -> text(text, token.start(), token.end()))
                                .collect(Collectors.joining(" ")))
                        .matches();
    }

    private static String name(SqlToken token, ByteBuffer text) {
        return switch (token.kind()) {
            case WORD -> text(text, token.start(), token.end());
            case QUOTED_NAME -> text(text, token.start() + 1, Math.max(token.start() + 1, token.end() - 1));
            case STRING, SYMBOL -> "";
        };
    }

    /** True if the last two tokens name the format of rows that follow. An insert from a query has no such rows. */
    private static boolean beginsData(List<SqlToken> tokens) {
        int last = tokens.size() - 1;
        return last > 1
                && tokens.get(last).kind() == Kind.WORD
                && tokens.get(last - 1).is("FORMAT")
                && !isWithin(tokens)
                && tokens.stream().noneMatch(token -> token.is("SELECT"));
    }

    /** Whether the last token is within brackets. */
    private static boolean isWithin(List<SqlToken> tokens) {
        int depth = 0;
        for (SqlToken token : tokens) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
        return depth > 0;
    }

    /** The format is at the end of the statement, or before the settings. */
    private static Optional<String> answerFormat(List<SqlToken> tokens, ByteBuffer text) {
        for (int i = tokens.size() - 2; i > 0; i--) {
            SqlToken name = tokens.get(i + 1);
            boolean isLast = i + 2 == tokens.size() || tokens.get(i + 2).is("SETTINGS");
            if (tokens.get(i).is("FORMAT") && name.kind() == Kind.WORD && isLast && !isWithin(tokens.subList(0, i))) {
                return Optional.of(text(text, name.start(), name.end()));
            }
        }
        return Optional.empty();
    }

    /** Skips blanks, semicolons and one line break, like ClickHouse. */
    private static int dataBegin(ByteBuffer text, int formatEnd) {
        int begin = formatEnd;
        while (begin < text.limit() && (text.get(begin) == ' ' || text.get(begin) == '\t' || text.get(begin) == ';')) {
            begin++;
        }
        if (begin < text.limit() && text.get(begin) == '\r') {
            begin++;
        }
        return begin < text.limit() && text.get(begin) == '\n' ? begin + 1 : begin;
    }

    private static String text(ByteBuffer text, int start, int end) {
        byte[] bytes = new byte[end - start];
        text.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
