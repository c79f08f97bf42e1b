package dev.weir.local.clickhouse;

/**
 * A token of a statement.
 *
 * @param start its first byte
 * @param end after its last byte
 * @param word in upper case, of a keyword, name or number; the character itself, of a symbol; empty otherwise
 */
record SqlToken(Kind kind, int start, int end, String word) {
    /** What kind a token is. */
    enum Kind {
        /** A keyword, name or number. */
        WORD,
        /** In single quotes, or a heredoc. */
        STRING,
        /** In double quotes or backticks. */
        QUOTED_NAME,
        /** One character of anything else. */
        SYMBOL
    }

    boolean is(String keywordOrSymbol) {
        return word.equals(keywordOrSymbol);
    }
}
