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
