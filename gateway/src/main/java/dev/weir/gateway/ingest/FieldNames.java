// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Suggests a known name for an unknown one: {@code user_id} for {@code userId}, {@code user-id} and {@code usr_id}. */
final class FieldNames {
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
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))))
                .map(near -> "; did you mean " + near + "?")
                .orElse(".");
    }

    private static boolean isNear(String plain, String candidate) {
        return candidate.startsWith(plain)
                || plain.endsWith(candidate)
                || distance(plain, candidate) <= mostChanges(plain);
    }

    /** Short names may differ in one letter only; otherwise every name would be similar. */
    private static int mostChanges(String plain) {
        return plain.length() < 5 ? 1 : 2;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** The number of letters to insert, remove or change (Levenshtein distance). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j - 1], diagonal) + 1);
            }
        }
        return row[b.length()];
    }
}
