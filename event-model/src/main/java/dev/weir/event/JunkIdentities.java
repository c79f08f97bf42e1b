package dev.weir.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What programs write where they know no user: a missing value as text, a name of nobody, a placeholder that was never filled in.
 *
 * <p>Counting such an identity would make one user of many people. Letter case does not matter, and neither do blanks, invisible
 * characters, quotes and brackets around it. No other identity is changed: users are told apart by their text as it was sent.
 */
final class JunkIdentities {
    /** A missing value, as languages, databases and tables write it. */
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
            // Everybody who is not logged in.
            "anonymous",
            "guest",
            "unknown",
            "not_authenticated",
            "unauthenticated",
            // The name of the field in the place of its value.
            "id",
            "uid",
            "user_id",
            "userid",
            "user.id",
            "distinct_id",
            "distinctid",
            "email");

    /** These mean nothing without what stands around them: SQL's export of NULL, and a missing value of pandas. */
    private static final Set<String> WHOLE = Set.of("\\n", "<na>");

    /** What template languages begin and end a placeholder with. */
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
        // The same string, and nothing is copied, where it is as most are.
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

    /** Two or more of them, such as a first and a last name that are both missing. */
    private static boolean isMissingRepeated(String core) {
        return MISSING.stream().anyMatch(core::startsWith)
                && BETWEEN_WORDS.splitAsStream(core).allMatch(MISSING::contains);
    }

    /** Zero in any form, the UUID of all zeros included. */
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

    /** Without what cannot be seen, blanks at both ends included. */
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
