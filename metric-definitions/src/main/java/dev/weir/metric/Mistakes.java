// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Collects the mistakes of a file. A node that is used twice by an alias is reported once. */
final class Mistakes {
    private static final int NEAR = 3;
    private static final int LONGEST_QUOTE = 80;

    private static final LevenshteinDistance DISTANCE = new LevenshteinDistance(NEAR);

    private final Set<Mistake> found = new LinkedHashSet<>();

    void add(Node at, String message) {
        Mark mark = at.getStartMark();
        found.add(new Mistake(mark.getLine() + 1, mark.getColumn() + 1, message));
    }

    int count() {
        return found.size();
    }

    void throwAny() {
        if (!found.isEmpty()) {
            throw new InvalidDefinitionsException(found.stream()
                    .sorted(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column))
                    .toList());
        }
    }

    /** A text of the file in quotes, shortened. */
    static String quoted(String text) {
        String oneLine = text.codePoints()
                .limit(LONGEST_QUOTE)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "'" + oneLine + (oneLine.length() < text.length() ? "…" : "") + "'";
    }

    /** A sentence that names the choice that looks most like a text, or else all choices. */
    static String nearest(String text, List<String> choices) {
        return choices.stream()
                .filter(choice -> distance(choice, text) < Math.min(NEAR + 1, choice.length()))
                .min(Comparator.comparingInt(choice -> distance(choice, text)))
                .map(choice -> "did you mean '" + choice + "'?")
                .orElseGet(() -> choices.stream().collect(Collectors.joining(", ", "use ", "")));
    }

    private static int distance(String choice, String text) {
        int distance = DISTANCE.apply(choice, text);
        return distance < 0 ? Integer.MAX_VALUE : distance;
    }
}
