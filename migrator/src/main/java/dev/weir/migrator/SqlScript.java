// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import java.util.ArrayList;
import java.util.List;

/** Splits a script at the semicolons that end a statement. Ignores semicolons in strings, quoted names and comments. */
final class SqlScript {
    private final String sql;
    private int position;

    private SqlScript(String sql) {
        this.sql = sql;
    }

    /**
     * The statements with their comments, without the semicolons. A section with nothing but comments is not a
     * statement.
     */
    static List<String> statements(String sql) {
        return new SqlScript(sql).split();
    }

    /** The statement with spaces in place of what is inside single quotes and comments. It has the same length. */
    static String withoutTexts(String statement) {
        SqlScript script = new SqlScript(statement);
        StringBuilder masked = new StringBuilder(statement);
        while (script.position < statement.length()) {
            int begin = script.position;
            if (statement.startsWith("--", begin)) {
                script.skipPast("\n");
                blank(masked, begin, script.position - 1);
            } else if (statement.startsWith("/*", begin)) {
                script.skipPast("*/");
                blank(masked, begin, script.position);
            } else if (statement.charAt(begin) == '\'') {
                script.skipQuoted('\'');
                blank(masked, begin + 1, script.position - 1);
            } else {
                script.position++;
            }
        }
        return masked.toString();
    }

    private static void blank(StringBuilder text, int begin, int end) {
        for (int i = begin; i < Math.min(end, text.length()); i++) {
            text.setCharAt(i, ' ');
        }
    }

    private List<String> split() {
        List<String> statements = new ArrayList<>();
        int begin = 0;
        boolean empty = true;
        while (position < sql.length()) {
            char c = sql.charAt(position);
            if (c == ';') {
                if (!empty) {
                    statements.add(sql.substring(begin, position).strip());
                }
                position++;
                begin = position;
                empty = true;
            } else if (sql.startsWith("--", position)) {
                skipPast("\n");
            } else if (sql.startsWith("/*", position)) {
                skipPast("*/");
            } else if (c == '\'' || c == '"' || c == '`') {
                empty = false;
                skipQuoted(c);
            } else {
                empty &= Character.isWhitespace(c);
                position++;
            }
        }
        if (!empty) {
            statements.add(sql.substring(begin).strip());
        }
        return statements;
    }

    private void skipPast(String end) {
        int found = sql.indexOf(end, position + 2);
        position = found < 0 ? sql.length() : found + end.length();
    }

    /** A doubled quote needs no special care: it ends one quoted section and begins the next. */
    private void skipQuoted(char quote) {
        position++;
        while (position < sql.length() && sql.charAt(position) != quote) {
            position += sql.charAt(position) == '\\' ? 2 : 1;
        }
        position++;
    }
}
