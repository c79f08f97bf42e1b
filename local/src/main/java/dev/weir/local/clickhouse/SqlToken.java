// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

/**
 * A token of a statement.
 *
 * @param start the offset of its first byte
 * @param end the offset after its last byte
 * @param word a keyword, name or number in upper case; a symbol's character; otherwise empty
 */
record SqlToken(Kind kind, int start, int end, String word) {
    enum Kind {
        /** A keyword, name or number. */
        WORD,
        /** A string in single quotes, or a heredoc. */
        STRING,
        /** A name in double quotes or backticks. */
        QUOTED_NAME,
        /** Any other character. */
        SYMBOL
    }

    boolean is(String keywordOrSymbol) {
        return word.equals(keywordOrSymbol);
    }
}
