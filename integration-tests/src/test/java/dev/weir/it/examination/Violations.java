package dev.weir.it.examination;

import java.util.List;
import java.util.Locale;

/** Sentences for a person on what is not as it must be. */
public final class Violations {
    private static final int EXAMPLES = 3;

    private Violations() {}

    /** One sentence with how many cases there are and a few of them; none when there are none. */
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
