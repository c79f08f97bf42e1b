// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import dev.weir.local.clickhouse.SqlToken.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Splits a statement into tokens, like ClickHouse's own lexer, which its library does not export. Skips comments and
 * blanks. A string is one token, with any content. Not thread-safe.
 */
final class SqlTokens {
    private final ByteBuffer text;
    private final int length;
    private int position;

    SqlTokens(ByteBuffer text) {
        this.text = text;
        this.length = text.limit();
    }

    /** The next token, or empty at the end. */
    Optional<SqlToken> next() {
        skipBlanksAndComments();
        if (position >= length) {
            return Optional.empty();
        }
        int start = position;
        Kind kind = skipToken();
        String word =
                switch (kind) {
                    case WORD -> text(start).toUpperCase(Locale.ROOT);
                    case SYMBOL -> text(start);
                    case STRING, QUOTED_NAME -> "";
                };
        return Optional.of(new SqlToken(kind, start, position, word));
    }

    private Kind skipToken() {
        int first = at(position);
        if (first == '\'') {
            skipQuoted('\'');
            return Kind.STRING;
        }
        if (first == '"' || first == '`') {
            skipQuoted(first);
            return Kind.QUOTED_NAME;
        }
        // The typographic quotes of word processors.
        if (isSmartQuote(position, 0x98)) {
            skipSmartQuoted(0x99);
            return Kind.STRING;
        }
        if (isSmartQuote(position, 0x9C)) {
            skipSmartQuoted(0x9D);
            return Kind.QUOTED_NAME;
        }
        if (first == '$' && skipHeredoc()) {
            return Kind.STRING;
        }
        if (isWord(first)) {
            while (position < length && isWord(at(position))) {
                position++;
            }
            return Kind.WORD;
        }
        position++;
        return Kind.SYMBOL;
    }

    private String text(int start) {
        byte[] bytes = new byte[position - start];
        text.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int at(int index) {
        return text.get(index) & 0xFF;
    }

    private void skipBlanksAndComments() {
        while (position < length) {
            int first = at(position);
            int second = position + 1 < length ? at(position + 1) : -1;
            if (first <= ' ') {
                position++;
            } else if (first == '-' && second == '-' || first == '#' && (second == ' ' || second == '!')) {
                skipLine();
            } else if (first == '/' && second == '*') {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipLine() {
        while (position < length && at(position) != '\n') {
            position++;
        }
    }

    private void skipBlockComment() {
        position += 2;
        while (position < length && !(at(position) == '/' && at(position - 1) == '*')) {
            position++;
        }
        position = Math.min(position + 1, length);
    }

    /**
     * A backslash escapes the next character. A doubled quote stands for one quote in a string. Here it splits the
     * string in two, which does no harm.
     */
    private void skipQuoted(int quote) {
        position++;
        while (position < length && at(position) != quote) {
            position += at(position) == '\\' ? 2 : 1;
        }
        position = Math.min(position + 1, length);
    }

    private boolean isSmartQuote(int index, int third) {
        return index + 2 < length && at(index) == 0xE2 && at(index + 1) == 0x80 && at(index + 2) == third;
    }

    private void skipSmartQuoted(int close) {
        position += 3;
        while (position < length && !isSmartQuote(position, close)) {
            position++;
        }
        position = Math.min(position + 3, length);
    }

    /** Skips a heredoc, {@code $tag$ … $tag$}. Returns false if there is none at this position. */
    private boolean skipHeredoc() {
        int tagEnd = position + 1;
        while (tagEnd < length && isWord(at(tagEnd)) && at(tagEnd) != '$') {
            tagEnd++;
        }
        if (tagEnd >= length || at(tagEnd) != '$') {
            return false;
        }
        int tagLength = tagEnd + 1 - position;
        for (int close = tagEnd + 1; close + tagLength <= length; close++) {
            if (matches(close, position, tagLength)) {
                position = close + tagLength;
                return true;
            }
        }
        return false;
    }

    private boolean matches(int one, int other, int size) {
        for (int i = 0; i < size; i++) {
            if (at(one + i) != at(other + i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWord(int symbol) {
        return symbol >= 'a' && symbol <= 'z'
                || symbol >= 'A' && symbol <= 'Z'
                || symbol >= '0' && symbol <= '9'
                || symbol == '_'
                || symbol == '$'
                || symbol >= 0x80;
    }
}
