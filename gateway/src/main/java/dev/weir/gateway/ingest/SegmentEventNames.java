// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.EventRules;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Turns the free names of Segment's track calls, such as {@code Order Completed}, into types of events. */
final class SegmentEventNames {
    /** The type of an event whose name has no Latin letter. */
    static final String NAMELESS = "track";

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
    private static final Pattern NOT_OF_A_TYPE = Pattern.compile("[^a-z0-9_.]+");
    private static final Pattern BEFORE_FIRST_LETTER = Pattern.compile("^[^a-z]+");
    private static final Pattern UNDERSCORES_AT_END = Pattern.compile("_+$");

    private SegmentEventNames() {}

    /**
     * The name in lower case, without accents, with a {@code _} for each run of other characters. What is before the
     * first letter is left out, and what exceeds the length of a type.
     */
    static String typeOf(String name) {
        String plain = ACCENTS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        String type = BEFORE_FIRST_LETTER
                .matcher(NOT_OF_A_TYPE.matcher(plain).replaceAll("_"))
                .replaceAll("");
        String cut = type.substring(0, Math.min(type.length(), EventRules.MAX_TYPE_LENGTH));
        String trimmed = UNDERSCORES_AT_END.matcher(cut).replaceAll("");
        return trimmed.isEmpty() ? NAMELESS : trimmed;
    }
}
