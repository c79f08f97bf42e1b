// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names that an expression in Prometheus' language uses. */
record PromQl(String expression) {
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern MATCHERS = Pattern.compile("\\{([^}]*)}");
    private static final Pattern MATCHED_LABEL =
            Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");

    /** A word that is neither a number nor a function, which a parenthesis follows. */
    private static final Pattern METRIC = Pattern.compile("(?<![\\w.:])[a-zA-Z_][\\w:]*+(?!\\s*\\()");

    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");

    private static final Pattern GROUPS_OF_AN_AGGREGATE = Pattern.compile("\\b(\\w+)\\s+(?:by|without)\\s*\\([^)]*\\)");

    Set<String> metrics() {
        String bare = GROUPS_OF_AN_AGGREGATE.matcher(expression).replaceAll("$1");
        bare = GROUPING.matcher(bare).replaceAll("");
        bare = MATCHERS.matcher(bare).replaceAll("");
        bare = RANGE.matcher(bare).replaceAll("");
        return METRIC.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(word -> !OPERATORS.contains(word))
                .collect(Collectors.toSet());
    }

    Set<String> labels() {
        Stream<String> grouped = GROUPING.matcher(expression)
                .results()
                .flatMap(group -> Stream.of(group.group(1).split(",", -1)).map(String::strip))
                .filter(label -> !label.isEmpty());
        Stream<String> matched = MATCHERS.matcher(expression)
                .results()
                .flatMap(braces ->
                        MATCHED_LABEL.matcher(braces.group(1)).results().map(label -> label.group(1)));
        return Stream.concat(grouped, matched).collect(Collectors.toSet());
    }
}
