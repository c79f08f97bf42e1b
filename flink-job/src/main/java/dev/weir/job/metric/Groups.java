// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Encodes the groups of an event in one string, which is a key of sums and of state. */
public final class Groups {
    /** Every group of the events whose groups are beyond the limit of their metric. */
    public static final String OTHER = "__other__";

    private static final char END_OF_LENGTH = ':';

    private Groups() {}

    /** Each text is preceded by its length, because a text may contain any character. */
    public static String encode(String... groups) {
        if (groups.length == 0) {
            return "";
        }
        StringBuilder encoded = new StringBuilder();
        for (String group : groups) {
            encoded.append(group.length()).append(END_OF_LENGTH).append(group);
        }
        return encoded.toString();
    }

    public static List<String> decode(String encoded) {
        List<String> groups = new ArrayList<>();
        int at = 0;
        while (at < encoded.length()) {
            int text = encoded.indexOf(END_OF_LENGTH, at) + 1;
            int end = text + Integer.parseInt(encoded, at, text - 1, 10);
            groups.add(encoded.substring(text, end));
            at = end;
        }
        return groups;
    }

    static String other(int count) {
        return encode(Collections.nCopies(count, OTHER).toArray(String[]::new));
    }
}
