package dev.weir.local.clickhouse;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@code INSERT} whose data follows apart from it.
 *
 * @param statement without its {@code FORMAT} clause
 */
record InsertStatement(String statement, String format) {
    private static final Pattern SHAPE =
            Pattern.compile("(?is)(\\s*INSERT\\s+INTO\\b.*?)\\s+FORMAT\\s+(\\w+)\\s*;?\\s*");
    private static final Pattern SELECTS = Pattern.compile("(?is).*\\bSELECT\\b.*");

    /** Empty for anything else, also for an insert from a query: the engine streams no data into that. */
    static Optional<InsertStatement> parse(String statement) {
        Matcher matcher = SHAPE.matcher(statement);
        if (!matcher.matches() || SELECTS.matcher(matcher.group(1)).matches()) {
            return Optional.empty();
        }
        return Optional.of(new InsertStatement(matcher.group(1), matcher.group(2)));
    }
}
