// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggests a known name for an unknown one: {@code user_id} for {@code userId}, {@code user-id} and {@code usr_id}. */
final class FieldNames {
    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();
    private static final int LONGEST = 32;
    private static final int SHORTEST = 3;

    private final List<String> known;

    FieldNames(List<String> known) {
        this.known = List.copyOf(known);
    }

    /** The end of a sentence: a full stop, or a question if a known name is similar. */
    String suggestion(String name) {
        String plain = plain(name);
        if (name.length() > LONGEST || plain.length() < SHORTEST) {
            return ".";
        }
        return known.stream()
                .filter(candidate -> isNear(plain, plain(candidate)))
                .min(Comparator.comparingInt(candidate -> DISTANCE.apply(plain, plain(candidate))))
                .map(near -> "; did you mean " + near + "?")
                .orElse(".");
    }

    private static boolean isNear(String plain, String candidate) {
        return candidate.startsWith(plain)
                || plain.endsWith(candidate)
                || DISTANCE.apply(plain, candidate) <= mostChanges(plain);
    }

    /** Short names may differ in one letter only; otherwise every name would be similar. */
    private static int mostChanges(String plain) {
        return plain.length() < 5 ? 1 : 2;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
