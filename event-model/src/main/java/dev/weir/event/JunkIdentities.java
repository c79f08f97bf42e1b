// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes texts that programs write instead of a user id: a missing value as text, a generic name, or a placeholder
 * that was not filled in.
 *
 * <p>Counting such a text would make one user of many people. Letter case does not matter, and neither do blanks,
 * invisible characters, quotes and brackets around the text. Other ids are not changed: users are distinguished by the
 * exact text that was sent.
 */
final class JunkIdentities {
    /** Missing values, as languages, databases and tables write them. */
    private static final Set<String> MISSING = Set.of("null", "nil", "none", "undefined", "nan");

    private static final Set<String> WORDS = Set.of(
            "n/a",
            "infinity",
            "-infinity",
            "inf",
            "-inf",
            "-1",
            "true",
            "false",
            "void",
            "array",
            "object",
            "not set",
            "not_set",
            // Users who are not logged in.
            "anonymous",
            "guest",
            "unknown",
            "not_authenticated",
            "unauthenticated",
            // The name of the field instead of its value.
            "id",
            "uid",
            "user_id",
            "userid",
            "user.id",
            "distinct_id",
            "distinctid",
            "email");

    /** Texts that count only with their punctuation: SQL's export of NULL, and a missing value of pandas. */
    private static final Set<String> WHOLE = Set.of("\\n", "<na>");

    /** The delimiters of placeholders in template languages. */
    private static final String[][] PLACEHOLDERS = {{"{{", "}}"}, {"${", "}"}, {"#{", "}"}, {"%{", "}"}, {"<%", "%>"}};

    private static final String AROUND = " \"'`\\()[]{}<>$%:#\u2018\u2019\u201A\u201C\u201D\u201E\u00AB\u00BB";
    private static final String PREFIX_OF_OBJECTS = "[object ";
    private static final String PREFIX_OF_UUIDS = "urn:uuid:";
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\"'(){}\\[\\]<>,;:|/+_.@-]+");

    private JunkIdentities() {}

    /** @param id not blank */
    static boolean contains(String id) {
        String text = trimmed(id);
        int begin = 0;
        int end = text.length();
        while (begin < end && isAround(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isAround(text.charAt(end - 1))) {
            end--;
        }
        // Most ids do not change here, so nothing is copied.
        String core = text.substring(begin, end).toLowerCase(Locale.ROOT);
        return MISSING.contains(core)
                || WORDS.contains(core)
                || isPunctuation(core)
                || isZero(core)
                || isMissingRepeated(core)
                || (begin > 0 && isMarked(text));
    }

    private static boolean isMarked(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return WHOLE.contains(lower)
                || (lower.startsWith(PREFIX_OF_OBJECTS) && lower.endsWith("]"))
                || Arrays.stream(PLACEHOLDERS).anyMatch(pair -> text.startsWith(pair[0]) && text.endsWith(pair[1]));
    }

    /** True for repeated missing values, such as a missing first name and a missing last name. */
    private static boolean isMissingRepeated(String core) {
        return MISSING.stream().anyMatch(core::startsWith)
                && BETWEEN_WORDS.splitAsStream(core).allMatch(MISSING::contains);
    }

    /** True for zero in any form, including the UUID of all zeros. */
    private static boolean isZero(String core) {
        int i = core.startsWith(PREFIX_OF_UUIDS) ? PREFIX_OF_UUIDS.length() : core.startsWith("0x") ? 2 : 0;
        boolean zero = false;
        for (; i < core.length(); i++) {
            char c = core.charAt(i);
            if (c == '0') {
                zero = true;
            } else if ("+-.,:".indexOf(c) < 0) {
                return false;
            }
        }
        return zero;
    }

    private static boolean isPunctuation(String core) {
        for (int i = 0; i < core.length(); i++) {
            char c = core.charAt(i);
            if (c >= 0x7F || Character.isLetterOrDigit(c)) {
                return false;
            }
        }
        return true;
    }

    /** Removes invisible characters, and blanks at both ends. */
    private static String trimmed(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) >= 0x7F) {
                StringBuilder visible = new StringBuilder(id.length());
                id.codePoints()
                        .map(c -> Strings.isBlank(c) ? ' ' : c)
                        .filter(c -> !Strings.isInvisible(c))
                        .forEach(visible::appendCodePoint);
                return visible.toString().strip();
            }
        }
        return id.strip();
    }

    private static boolean isAround(char c) {
        return AROUND.indexOf(c) >= 0;
    }
}
