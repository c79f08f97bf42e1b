// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import java.util.List;
import java.util.Locale;

/** Formats violations as sentences. */
public final class Violations {
    private static final int EXAMPLES = 3;

    private Violations() {}

    /** One sentence with the number of cases and a few examples. Empty if there are no cases. */
    public static List<String> of(String what, List<String> cases) {
        return cases.isEmpty()
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "%,d %s, such as %s",
                        cases.size(),
                        what,
                        String.join("; ", cases.stream().limit(EXAMPLES).toList())));
    }
}
